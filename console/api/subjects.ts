import { infiniteQueryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

/**
 * LOCAL WIRE TYPES of `GET /v1/subjects`. To be replaced by type-only imports of src/consent/schema.ts as soon as that
 * has them.
 */
export type SubjectListView = 'mine' | 'waiting' | 'escalated' | 'held' | 'done'

export interface SubjectSummary {
  readonly subject: { readonly type: string; readonly id: string }
  readonly version: number
  readonly state: string
  readonly title: string
  /** Amount and bank account are left out until this person has typed them. */
  readonly blind: boolean
  readonly amount: string | null
  readonly currency: string | null
  readonly payee: string | null
  readonly externalId: string | null
  readonly channel: string | null
  readonly signals: readonly string[]
  readonly held: boolean
  readonly escalatedSince: string | null
  readonly createdAt: string
  readonly dueAt: string | null
  readonly mine: readonly { readonly requirementId: string; readonly kind: string }[]
  readonly needs: readonly { readonly kind: string; readonly missing: number }[]
}

export interface SubjectPage {
  readonly items: readonly SubjectSummary[]
  readonly next: string | null
  readonly counts: Readonly<Record<Exclude<SubjectListView, 'done'>, number>>
}
/* End of local wire types. */

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
