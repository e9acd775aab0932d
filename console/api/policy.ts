import { queryOptions } from '@tanstack/react-query'
import type { PolicyAnswer } from '../../src/risk/schema.ts'
import { api } from './client.ts'

export type Policy = PolicyAnswer

export const policyQuery = queryOptions({
  queryKey: ['policy'],
  queryFn: ({ signal }) => api.get<Policy>('/v1/policies/current', signal),
  staleTime: 60_000,
})
