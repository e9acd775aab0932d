import { queryOptions } from '@tanstack/react-query'
import type { CounterpartyDetail, CounterpartyPage } from '../../src/directory/schema.ts'
import { api } from './client.ts'
import { SUBJECTS } from './subjects.ts'

/** Payees whose name has this in it. */
export function counterpartiesQuery(search: string) {
  const query = new URLSearchParams({ limit: '20', ...(search !== '' && { q: search }) })
  return queryOptions({
    queryKey: [...SUBJECTS, 'counterparties', search],
    queryFn: ({ signal }) => api.get<CounterpartyPage>(`/v1/counterparties?${query}`, signal),
  })
}

export function counterpartyQuery(id: string) {
  return queryOptions({
    queryKey: [...SUBJECTS, 'counterparty', id],
    queryFn: ({ signal }) => api.get<CounterpartyDetail>(`/v1/counterparties/${encodeURIComponent(id)}`, signal),
    staleTime: 300_000,
  })
}
