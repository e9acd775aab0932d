import type { QueryClient } from '@tanstack/react-query'
import { isProblem } from '../api/problem.ts'
import { expectPerson } from '../api/client.ts'
import { sessionQuery, signOut } from '../api/session.ts'

/**
 * `chosen`: by whoever sits here, who begins anew. `idle`: nobody does; whoever comes back is taken to where they were.
 * `gone`: the service has ended it already.
 */
type Ending = 'chosen' | 'idle' | 'gone'

/** The one way out of a session. Nothing of what was seen stays in memory. */
export async function endSession(queries: QueryClient, how: Ending): Promise<void> {
  const leaving = how === 'gone' ? undefined : signOut()
  // What has run out leaves the screen whether or not the service can be reached: it counts by itself.
  if (how !== 'chosen') forgetSession(queries)
  try {
    await leaving
  } catch (error) {
    // It is over, or somebody else's by now. Else whoever wanted to leave has not left, and is told.
    const isOver = isProblem(error, 'UNAUTHENTICATED') || isProblem(error, 'PERSON_CHANGED')
    if (how === 'chosen' && !isOver) throw error
  }
  if (how === 'chosen') location.assign('/sign-in')
}

function forgetSession(queries: QueryClient): void {
  expectPerson(null)
  // Not `clear()`: whoever watches the session has to hear that it is over.
  queries.setQueryData(sessionQuery.queryKey, null)
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] })
}
