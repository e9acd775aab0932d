import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { RequestChallenge, SessionAnswer } from '../../src/people/schema.ts'
import { api, expectPerson } from './client.ts'
import { Problem } from './problem.ts'

export type Session = z.infer<typeof SessionAnswer>

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await api.get<Session>('/v1/sessions/current', signal)
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null
      throw error
    }
  },
  staleTime: Infinity,
})

export interface SignInChallenge {
  readonly challengeId: string
  readonly publicKey: PublicKeyCredentialRequestOptionsJSON
}

/** Null: whichever of our keys the browser finds. */
export async function beginSignIn(email: string | null): Promise<SignInChallenge> {
  const body = email === null ? {} : { email }
  const { challengeId, publicKey } = await api.post<z.infer<typeof RequestChallenge>>('/v1/sessions/challenges', body)
  return { challengeId, publicKey: publicKey as unknown as PublicKeyCredentialRequestOptionsJSON }
}

export async function finishSignIn(challengeId: string, credential: AuthenticationResponseJSON): Promise<Session> {
  const session = await api.post<Session>('/v1/sessions', { challengeId, credential })
  expectPerson(session.person)
  return session
}

export function signOut(): Promise<undefined> {
  return api.delete('/v1/sessions/current')
}
