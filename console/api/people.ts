import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { PeopleAnswer } from '../../src/people/schema.ts'
import { api } from './client.ts'

export type Person = z.infer<typeof PeopleAnswer>['items'][number]

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => api.get<z.infer<typeof PeopleAnswer>>('/v1/people', signal),
  staleTime: 60_000,
})
