import { useQuery } from '@tanstack/react-query'
import { createContext, useContext, type ReactNode } from 'react'
import { Redirect, useLocation } from 'wouter'
import { sessionQuery, type Session } from '../api/session.ts'
import { Loading } from '../parts/loading.tsx'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { signInPath } from './safe-next.ts'

const Current = createContext<Session | null>(null)

/** Shows its children to somebody who has signed in; sends everybody else to do so and back here. */
export function SignedIn({ children }: { readonly children: ReactNode }) {
  const { data: session, error, refetch } = useQuery(sessionQuery)
  const [path] = useLocation()
  if (session === undefined) {
    return error === null ? <Loading /> : <ProblemNotice error={error} retry={() => void refetch()} />
  }
  if (session === null) return <Redirect to={signInPath(path + location.search)} replace />
  // Another person begins anew: nothing that one has typed stays on screen for the next.
  return (
    <Current key={session.person.id} value={session}>
      {children}
    </Current>
  )
}

/** Inside `SignedIn`. */
export function useSession(): Session {
  const session = useContext(Current)
  if (session === null) throw new Error('Unexpected use of the session outside of <SignedIn>')
  return session
}
