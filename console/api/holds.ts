import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { SubjectView } from '../../src/consent/schema.ts'
import type { CaseAnswer, HoldBody, HoldPage, HoldsQuery, HoldView, ImpersonationBody } from '../../src/holds/schema.ts'
import { api } from './client.ts'
import { SUBJECTS } from './subjects.ts'

export type Hold = HoldView
export type HoldScope = HoldView['scope']

const SCOPES: readonly HoldScope[] = ['order', 'counterparty', 'person', 'channel', 'entity', 'everything']

export function isHoldScope(value: string): value is HoldScope {
  return SCOPES.some((scope) => scope === value)
}
export type NewHold = z.infer<typeof HoldBody>
export type ImpersonationReport = z.input<typeof ImpersonationBody>
export type OpenedCase = CaseAnswer
export type HoldState = HoldsQuery['state']

const PAGE = 50

export function holdsQuery(state: HoldState) {
  return infiniteQueryOptions({
    queryKey: [...SUBJECTS, 'holds', state],
    queryFn({ pageParam, signal }) {
      const query = new URLSearchParams({ state, limit: String(PAGE) })
      if (pageParam !== null) query.set('cursor', pageParam)
      return api.get<HoldPage>(`/v1/holds?${query}`, signal)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

/** What stops everything now. The newest first. */
export const stopsQuery = queryOptions({
  queryKey: [...SUBJECTS, 'holds', 'everything'],
  queryFn: ({ signal }) => api.get<HoldPage>('/v1/holds?state=active&scope=everything&limit=50', signal),
})

export function placeHold(hold: NewHold): Promise<Hold> {
  return api.post<Hold>('/v1/holds', hold)
}

/** Answers with the subject that others sign. */
export function askForLifting(holdId: string, reason: string): Promise<SubjectView> {
  return api.post<SubjectView>(`/v1/holds/${encodeURIComponent(holdId)}/lift`, { reason })
}

export function reportImpersonation(report: ImpersonationReport): Promise<OpenedCase> {
  return api.post<OpenedCase>('/v1/impersonation-reports', report)
}
