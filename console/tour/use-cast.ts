import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { beginEnrolment, finishEnrolment } from '../api/enrolment.ts'
import { installationQuery } from '../api/installation.ts'
import { peopleQuery } from '../api/people.ts'
import { beginSignIn, finishSignIn, sessionQuery, type Session } from '../api/session.ts'
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
 * Out of one session and into another, by that person's own passkey. Signing in ends the earlier session: whoever
 * changes their mind stays who they are, and there is no moment at which nobody is signed in.
 */
export function useBecome() {
  const queries = useQueryClient()
  const [, navigate] = useLocation()
  return useMutation({
    mutationFn: async ({ email }: Becoming) => {
      if (!browserSupportsWebAuthn()) throw webAuthnMissing()
      const { challengeId, publicKey } = await beginSignIn(email)
      const credential = await startAuthentication({ optionsJSON: publicKey })
      return finishSignIn(challengeId, credential)
    },
    async onSuccess(session, { path }) {
      await forgetWhatWasSeen(queries, session)
      if (path !== null) navigate(path)
    },
  })
}

/** What one person saw is not for the next. */
async function forgetWhatWasSeen(queries: QueryClient, session: Session): Promise<void> {
  const kept: readonly unknown[] = [sessionQuery.queryKey[0], installationQuery.queryKey[0]]
  await queries.cancelQueries()
  queries.setQueryData(sessionQuery.queryKey, session)
  void queries.resetQueries({ predicate: ({ queryKey }) => !kept.includes(queryKey[0]) })
}
