import { queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

/**
 * LOCAL WIRE TYPES of `GET /v1/installation` and `GET /v1/organisation`. To be replaced by type-only imports of the
 * room's schema.ts as soon as that has them.
 */
export interface Installation {
  readonly profile: 'demo' | 'sandbox' | 'production'
  readonly version: string
  readonly organisation: boolean
  readonly genesis: 'pending' | 'confirmed' | 'implied'
  readonly rpId: string
}

export const installationQuery = queryOptions({
  queryKey: ['installation'],
  queryFn: ({ signal }) => api.get<Installation>('/v1/installation', signal),
  staleTime: 300_000,
})
