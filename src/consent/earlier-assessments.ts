import type { JsonObject, JsonValue } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import type { RequirementSpec } from '../domain/requirement-spec.ts'
import type { Signal } from '../domain/signals.ts'
import { isUnpaid } from '../domain/subject-states.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readHeadsById } from './store.ts'

export interface EarlierAssessment {
  readonly subjectId: string
  readonly createdAt: Instant
  readonly content: JsonObject
  readonly facts: JsonValue
  readonly signals: readonly Signal[]
  readonly specs: readonly RequirementSpec[]
  readonly denied: boolean
  /** Closed without release: denied, expired or cancelled. */
  readonly ended: boolean
}

/** The newest assessment of each, which already holds what its own versions inherited. */
export async function readEarlierAssessments(
  db: Executor,
  subjectIds: readonly string[],
): Promise<EarlierAssessment[]> {
  const heads = await readHeadsById(db, [...new Set(subjectIds)])
  return heads.map((head) => ({
    subjectId: head.id,
    createdAt: head.createdAt,
    content: head.content,
    facts: head.assessment.facts,
    signals: head.assessment.signals,
    specs: head.assessment.specs,
    denied: head.state === 'denied',
    // Not whatever is no longer open: since it was found it may have been released.
    ended: isUnpaid(head.state),
  }))
}
