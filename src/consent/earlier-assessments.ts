import type { RequirementSpec } from '../domain/requirement-spec.ts'
import type { Signal } from '../domain/signals.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readHeadsById } from './store.ts'

export interface EarlierAssessment {
  readonly subjectId: string
  readonly signals: readonly Signal[]
  readonly specs: readonly RequirementSpec[]
  readonly denied: boolean
}

/** The newest assessment of each, which already holds what its own versions inherited. */
export async function readEarlierAssessments(
  db: Executor,
  subjectIds: readonly string[],
): Promise<EarlierAssessment[]> {
  const heads = await readHeadsById(db, [...new Set(subjectIds)])
  return heads.map((head) => ({
    subjectId: head.id,
    signals: head.assessment.signals,
    specs: head.assessment.specs,
    denied: head.state === 'denied',
  }))
}
