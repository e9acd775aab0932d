import { queryOptions } from '@tanstack/react-query'
import type { SubjectView } from '../../src/consent/schema.ts'
import { api } from './client.ts'
import { SUBJECTS } from './subjects.ts'

/** Whom a payment is for and its number; never how much. */
export function orderNameQuery(id: string) {
  return queryOptions({
    queryKey: [...SUBJECTS, 'order-name', id],
    async queryFn({ signal }): Promise<string | null> {
      const { content } = await api.get<SubjectView>(`/v1/subjects/order/${encodeURIComponent(id)}`, signal)
      return orderName(content)
    },
    staleTime: 300_000,
  })
}

function orderName({ payment, externalId }: SubjectView['content']): string | null {
  const payee = typeof payment === 'object' && payment !== null && 'payeeName' in payment ? payment.payeeName : null
  const parts = [payee, externalId].filter((part) => typeof part === 'string' && part !== '')
  return parts.length === 0 ? null : parts.join(' · ')
}
