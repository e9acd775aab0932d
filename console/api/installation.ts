import { queryOptions } from '@tanstack/react-query'
import type { InstallationAnswer, OrganisationAnswer } from '../../src/people/schema.ts'
import { api } from './client.ts'

export const installationQuery = queryOptions({
  queryKey: ['installation'],
  queryFn: ({ signal }) => api.get<InstallationAnswer>('/v1/installation', signal),
  staleTime: 300_000,
})

export const organisationQuery = queryOptions({
  queryKey: ['organisation'],
  queryFn: ({ signal }) => api.get<OrganisationAnswer>('/v1/organisation', signal),
  staleTime: 300_000,
})
