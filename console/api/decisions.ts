import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { ChallengesAnswer, SubjectView } from '../../src/consent/schema.ts'
import type { AccountsAnswer } from '../../src/directory/schema.ts'
import type { OrderContextView, OrderView } from '../../src/orders/schema.ts'
import type { OrganisationAnswer } from '../../src/people/schema.ts'
import { api } from './client.ts'
import type { SubjectKey } from './signing.ts'
import { SUBJECTS } from './subjects.ts'

export type Order = OrderView
export type OrderContext = OrderContextView
export type Subject = SubjectView
export type Organisation = OrganisationAnswer
export type OpenChallenge = ChallengesAnswer['items'][number]

/** What orders and all other subjects have in common: how they stand, and what is mine to do about them. */
export type Standing = Pick<
  SubjectView,
  | 'id'
  | 'version'
  | 'state'
  | 'blind'
  | 'signals'
  | 'requirements'
  | 'evidence'
  | 'holds'
  | 'escalation'
  | 'expiresAt'
  | 'feasible'
  | 'timeline'
  | 'me'
>
export type Requirement = SubjectView['requirements'][number]

const orderPath = (id: string): string => `/v1/payment-orders/${encodeURIComponent(id)}`

export function orderQuery(id: string) {
  return queryOptions({
    queryKey: [...SUBJECTS, 'order', id],
    queryFn: ({ signal }) => api.get<Order>(orderPath(id), signal),
  })
}

export function orderContextQuery(id: string) {
  return queryOptions({
    queryKey: [...SUBJECTS, 'order', id, 'context'],
    queryFn: ({ signal }) => api.get<OrderContext>(`${orderPath(id)}/context`, signal),
  })
}

export function subjectQuery({ type, id }: SubjectKey) {
  return queryOptions({
    queryKey: [...SUBJECTS, 'subject', type, id],
    queryFn: ({ signal }) => api.get<Subject>(`/v1/subjects/${type}/${encodeURIComponent(id)}`, signal),
  })
}

export function escalate({ type, id }: SubjectKey, reason: string): Promise<Subject> {
  return api.post<Subject>(`/v1/subjects/${type}/${encodeURIComponent(id)}/escalate`, { reason })
}

export function addComment(orderId: string, body: string): Promise<Order> {
  return api.post<Order>(`${orderPath(orderId)}/comments`, { body })
}

/** What I have been handed to sign and have not signed. */
export const openChallengesQuery = queryOptions({
  queryKey: [...SUBJECTS, 'challenges'],
  queryFn: ({ signal }) => api.get<z.infer<typeof ChallengesAnswer>>('/v1/challenges', signal),
})

const RARELY_MS = 300_000

export const organisationQuery = queryOptions({
  queryKey: ['organisation'],
  queryFn: ({ signal }) => api.get<Organisation>('/v1/organisation', signal),
  staleTime: RARELY_MS,
})

/** Accounts of a payee that are on file; their numbers only for whom they are meant. */
export function accountsOnFileQuery(counterpartyId: string) {
  return queryOptions({
    queryKey: [...SUBJECTS, 'accounts', counterpartyId],
    queryFn: ({ signal }) =>
      api.get<z.infer<typeof AccountsAnswer>>(
        `/v1/counterparties/${encodeURIComponent(counterpartyId)}/accounts`,
        signal,
      ),
  })
}
