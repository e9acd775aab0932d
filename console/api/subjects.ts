import { infiniteQueryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { SubjectLine, SubjectPage, SubjectsQuery } from '../../src/consent/schema.ts'
import { api } from './client.ts'

export type SubjectListView = z.infer<typeof SubjectsQuery>['view']
export type SubjectSummary = SubjectLine
export type { SubjectPage }

export interface SubjectFilter {
  readonly view: SubjectListView
  readonly type: string | null
  readonly search: string
}

/** Everything about subjects has a key that starts like this: live updates renew them together. */
export const SUBJECTS = ['subjects'] as const

const PAGE = 50

export function subjectsQuery(filter: SubjectFilter) {
  return infiniteQueryOptions({
    queryKey: [...SUBJECTS, 'list', filter],
    queryFn: ({ pageParam, signal }) => api.get<SubjectPage>(`/v1/subjects?${search(filter, pageParam)}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

function search({ view, type, search: q }: SubjectFilter, cursor: string | null): string {
  const query = new URLSearchParams({ view, limit: String(PAGE) })
  if (type !== null) query.set('type', type)
  if (q !== '') query.set('q', q)
  if (cursor !== null) query.set('cursor', cursor)
  return query.toString()
}
