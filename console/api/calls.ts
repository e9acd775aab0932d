import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { OutcomeAnswer, OutcomeBody, SubjectPage, WorksheetAnswer } from '../../src/consent/schema.ts'
import { api } from './client.ts'
import { SUBJECTS, type SubjectSummary } from './subjects.ts'

export type Worksheet = z.infer<typeof WorksheetAnswer>
export type CallOutcome = z.infer<typeof OutcomeBody>
export type RecordedOutcome = z.infer<typeof OutcomeAnswer>

/** A call that I may make: for which requirement, and what it is about. */
export interface CallToMake {
  readonly requirementId: string
  readonly line: SubjectSummary
}

const PAGE = 200

/** Every callback that waits for me, the oldest payment first. */
export const callsQuery = queryOptions({
  queryKey: [...SUBJECTS, 'calls'],
  async queryFn({ signal }): Promise<readonly CallToMake[]> {
    const calls: CallToMake[] = []
    let cursor: string | null = null
    do {
      const query = new URLSearchParams({ view: 'mine', limit: String(PAGE) })
      if (cursor !== null) query.set('cursor', cursor)
      const page: SubjectPage = await api.get<SubjectPage>(`/v1/subjects?${query}`, signal)
      calls.push(...page.items.flatMap(callsOf))
      cursor = page.next
    } while (cursor !== null)
    return calls
  },
})

function callsOf(line: SubjectSummary): CallToMake[] {
  return line.mine.filter(({ kind }) => kind === 'callback').map(({ requirementId }) => ({ requirementId, line }))
}

/** Assigns the call to me and says whom to ring. A number that somebody offered is only ever compared. */
export function openWorksheet(requirementId: string, number: string | null): Promise<Worksheet> {
  const offered = number === null ? {} : { number }
  return api.post<Worksheet>('/v1/callbacks', { requirementIds: [requirementId], ...offered })
}

export function recordOutcome(callbackId: string, outcome: CallOutcome): Promise<RecordedOutcome> {
  return api.post<RecordedOutcome>(`/v1/callbacks/${encodeURIComponent(callbackId)}/outcome`, outcome)
}
