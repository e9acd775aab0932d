import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isProblem, Problem } from '../api/problem.ts'
import { sessionQuery, type Session } from '../api/session.ts'
import { askWhoItIs, noticePerson } from './changed-person.ts'
import { endSession } from './end-session.ts'

/** What is on screen stays there while something newer is fetched or fails to be. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: noticeEnd, onSuccess: noticeAnswer }),
    mutationCache: new MutationCache({ onError: noticeEnd }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal is an answer; only what did not reach the service is worth another try.
        retry: (failures, error) => failures < 2 && error instanceof Problem && isTransient(error),
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })

  /** The service no longer knows our session: whoever asks next is nobody. */
  function noticeEnd(error: unknown): void {
    if (isProblem(error, 'UNAUTHENTICATED')) void endSession(client, 'gone')
    if (isProblem(error, 'PERSON_CHANGED')) void askWhoItIs(client)
  }

  function noticeAnswer(answer: unknown, { queryKey }: { readonly queryKey: readonly unknown[] }): void {
    if (queryKey[0] !== sessionQuery.queryKey[0]) return
    const session = answer as Session | null
    noticePerson(client, session)
  }

  return client
}

function isTransient({ status }: Problem): boolean {
  return status === 0 || status === 502 || status === 503
}
