import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  ClientsAnswer,
  GroupsAnswer,
  InvitationAnswer,
  PersonAnswer,
  PersonDetail,
} from '../../src/people/schema.ts'
import type { WebhookEndpointsAnswer } from '../../src/release/events-schema.ts'
import { api } from './client.ts'

export type PersonOnFile = z.infer<typeof PersonAnswer>
export type KeyOnFile = PersonDetail['keys'][number]
export type Invitation = z.infer<typeof InvitationAnswer>

export function personQuery(id: string) {
  return queryOptions({
    queryKey: ['people', id],
    queryFn: ({ signal }) => api.get<PersonOnFile>(`/v1/people/${encodeURIComponent(id)}`, signal),
  })
}

export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: ({ signal }) => api.get<z.infer<typeof GroupsAnswer>>('/v1/groups', signal),
})

export const clientsQuery = queryOptions({
  queryKey: ['clients'],
  queryFn: ({ signal }) => api.get<ClientsAnswer>('/v1/clients', signal),
})

export const webhooksQuery = queryOptions({
  queryKey: ['webhook-endpoints'],
  queryFn: ({ signal }) => api.get<WebhookEndpointsAnswer>('/v1/webhook-endpoints', signal),
})

/** Voids the one before. Its secret is shown this once. */
export function renewInvitation(personId: string): Promise<Invitation> {
  return api.post<Invitation>(`/v1/people/${encodeURIComponent(personId)}/invitations`)
}
