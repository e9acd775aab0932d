import type { SubjectFilter, SubjectListView } from '../../api/subjects.ts'

/** In the order of the tabs. */
export const VIEWS = ['mine', 'waiting', 'escalated', 'held', 'done'] as const satisfies readonly SubjectListView[]

/** The filter stands in the address, so that going back brings it back. What it does not know is left out. */
export function readFilter(query: URLSearchParams, types: readonly string[]): SubjectFilter {
  const view = VIEWS.find((one) => one === query.get('view')) ?? 'mine'
  const type = types.find((one) => one === query.get('type')) ?? null
  return { view, type, search: (query.get('q') ?? '').trim().slice(0, 100) }
}

export function writeFilter({ view, type, search }: SubjectFilter): URLSearchParams {
  const query = new URLSearchParams()
  if (view !== 'mine') query.set('view', view)
  if (type !== null) query.set('type', type)
  if (search !== '') query.set('q', search)
  return query
}
