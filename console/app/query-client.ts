import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { Problem } from '../api/problem.ts'
import { sessionQuery } from '../api/session.ts'

/** What is on screen stays there while something newer is fetched or fails to be. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: noticeEnd }),
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
    if (!(error instanceof Problem) || error.code !== 'UNAUTHENTICATED') return
    client.setQueryData(sessionQuery.queryKey, null)
  }

  return client
}

function isTransient({ status }: Problem): boolean {
  return status === 0 || status === 502 || status === 503
}
