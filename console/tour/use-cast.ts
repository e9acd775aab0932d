import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { beginEnrolment, finishEnrolment } from '../api/enrolment.ts'
import { installationQuery } from '../api/installation.ts'
import { peopleQuery } from '../api/people.ts'
import { isProblem } from '../api/problem.ts'
import { beginSignIn, finishSignIn, sessionQuery, signOut, type Session } from '../api/session.ts'
import { webAuthnMissing } from '../parts/key-failure.ts'

/** Uses somebody's invitation with the passkey at hand, as `/enrol` does. */
export function useEnrol() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (invitation: string) => {
      if (!browserSupportsWebAuthn()) throw webAuthnMissing()
      const { challengeId, publicKey } = await beginEnrolment(invitation)
      const credential = await startRegistration({ optionsJSON: publicKey })
      return finishEnrolment(invitation, { challengeId, credential })
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: peopleQuery.queryKey }),
  })
}

export interface Becoming {
  readonly email: string
  /** Where to go as that person; null: stay. */
  readonly path: string | null
}

/**
 * Out of one session and into another, by that person's own passkey. The key is asked first: whoever changes their mind
 * stays who they are.
 */
export function useBecome() {
  const queries = useQueryClient()
  const [, navigate] = useLocation()
  return useMutation({
    mutationFn: async ({ email }: Becoming) => {
      if (!browserSupportsWebAuthn()) throw webAuthnMissing()
      const { challengeId, publicKey } = await beginSignIn(email)
      const credential = await startAuthentication({ optionsJSON: publicKey })
      if (queries.getQueryData(sessionQuery.queryKey) != null) await endSession()
      return finishSignIn(challengeId, credential).catch((error: unknown) => {
        // By now nobody is signed in.
        void queries.invalidateQueries({ queryKey: sessionQuery.queryKey })
        throw error
      })
    },
    async onSuccess(session, { path }) {
      await forgetWhatWasSeen(queries, session)
      if (path !== null) navigate(path)
    },
  })
}

async function endSession(): Promise<void> {
  try {
    await signOut()
  } catch (error) {
    if (!isProblem(error, 'UNAUTHENTICATED')) throw error
  }
}

/** What one person saw is not for the next. */
async function forgetWhatWasSeen(queries: QueryClient, session: Session): Promise<void> {
  const kept: readonly unknown[] = [sessionQuery.queryKey[0], installationQuery.queryKey[0]]
  await queries.cancelQueries()
  queries.setQueryData(sessionQuery.queryKey, session)
  void queries.resetQueries({ predicate: ({ queryKey }) => !kept.includes(queryKey[0]) })
}
