import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { expectedPerson, expectPerson } from '../api/client.ts'
import { sessionQuery, type Session } from '../api/session.ts'

/** Whoever was signed in here before somebody else was, beside this page; until it has been read. */
let before: string | null = null
const watching = new Set<() => void>()

export function useChangedFrom(): string | null {
  return useSyncExternalStore(watch, () => before)
}

export function acknowledgeChange(): void {
  tell(null)
}

/** What one person saw is not for the next, as after signing in; and it is said whose page it is now. */
export function noticePerson(queries: QueryClient, session: Session | null): void {
  const [was, is] = [expectedPerson(), session?.person ?? null]
  expectPerson(is)
  if (was === null || is === null || was.id === is.id) return
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] })
  tell(was.name)
}

/** The service says that this is somebody else's browser by now. */
export async function askWhoItIs(queries: QueryClient): Promise<void> {
  await queries.refetchQueries({ queryKey: sessionQuery.queryKey })
}

function watch(changed: () => void): () => void {
  watching.add(changed)
  return () => watching.delete(changed)
}

function tell(whom: string | null): void {
  before = whom
  for (const changed of watching) changed()
}
