import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser'
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  EnrolledAnswer,
  FurtherKeyChallenge,
  GenesisAnswer,
  GenesisChallenge,
  KeysAnswer,
  OwnKeyView,
  RequestChallenge,
  SessionsAnswer,
} from '../../src/people/schema.ts'
import { api } from './client.ts'
import { fromBase64url } from './signing.ts'
import { SUBJECTS } from './subjects.ts'

export type Key = OwnKeyView
export type SessionLine = SessionsAnswer['items'][number]

/** Confirmed keys change state by what others sign, so they are renewed with the subjects. */
export const keysQuery = queryOptions({
  queryKey: [...SUBJECTS, 'keys'],
  queryFn: ({ signal }) => api.get<z.infer<typeof KeysAnswer>>('/v1/keys', signal),
})

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => api.get<SessionsAnswer>('/v1/sessions', signal),
})

export interface NewKeyChallenge {
  readonly challengeId: string
  /** For the new key. */
  readonly publicKey: PublicKeyCredentialCreationOptionsJSON
  /** For a key I have: it signs the same challenge. */
  readonly confirmWith: PublicKeyCredentialRequestOptionsJSON
}

export async function beginFurtherKey(): Promise<NewKeyChallenge> {
  const asked = await api.post<z.infer<typeof FurtherKeyChallenge>>('/v1/keys/challenges')
  return {
    challengeId: asked.challengeId,
    publicKey: asked.publicKey as unknown as PublicKeyCredentialCreationOptionsJSON,
    confirmWith: asked.confirmWith as unknown as PublicKeyCredentialRequestOptionsJSON,
  }
}

export function finishFurtherKey(answer: {
  challengeId: string
  credential: RegistrationResponseJSON
  confirmation: AuthenticationResponseJSON
  label?: string
}): Promise<EnrolledAnswer> {
  return api.post<EnrolledAnswer>('/v1/keys', answer)
}

export interface TouchToAsk {
  readonly challengeId: string
  readonly publicKey: PublicKeyCredentialRequestOptionsJSON
}

/** For a key that counts: one of mine has to sign that it is given up. */
export async function beginGivingUp(id: string): Promise<TouchToAsk> {
  const path = `/v1/keys/${encodeURIComponent(id)}/revoke/challenges`
  const { challengeId, publicKey } = await api.post<z.infer<typeof RequestChallenge>>(path)
  return { challengeId, publicKey: publicKey as unknown as PublicKeyCredentialRequestOptionsJSON }
}

export function giveUpKey(
  id: string,
  signed: { readonly challengeId: string; readonly credential: AuthenticationResponseJSON } | null,
): Promise<undefined> {
  return api.post<undefined>(`/v1/keys/${encodeURIComponent(id)}/revoke`, signed ?? {})
}

export function endSession(id: string): Promise<undefined> {
  return api.delete(`/v1/sessions/${encodeURIComponent(id)}`)
}

export interface GenesisToSign {
  readonly challengeId: string
  readonly statement: Uint8Array<ArrayBuffer>
  readonly publicKey: PublicKeyCredentialRequestOptionsJSON
}

export async function beginGenesis(fingerprint: string): Promise<GenesisToSign> {
  const asked = await api.post<z.infer<typeof GenesisChallenge>>('/v1/genesis/challenges', { fingerprint })
  return {
    challengeId: asked.challengeId,
    statement: fromBase64url(asked.statement),
    publicKey: asked.publicKey as unknown as PublicKeyCredentialRequestOptionsJSON,
  }
}

export function confirmGenesis(
  challengeId: string,
  credential: AuthenticationResponseJSON,
): Promise<z.infer<typeof GenesisAnswer>> {
  return api.post<z.infer<typeof GenesisAnswer>>('/v1/genesis/confirmations', { challengeId, credential })
}
