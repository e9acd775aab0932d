import { assessChange, type ChangeType } from '../domain/assess-change.ts'
import type { JsonObject } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { policyInForce } from '../risk/policy-in-force.ts'
import { changeCircumstances } from './change-kind.ts'
import { openSubject } from './open-subject.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'

export interface NewChange {
  readonly type: ChangeType
  readonly id: string
  readonly content: JsonObject
  /** A person id, `client:<id>`, or `operator` at set-up. */
  readonly createdBy: string
  /** Where it waits for another time than policy lets payments wait. */
  readonly expiresAt?: Instant
}

/** Puts a change to our own record up for consent, as a subject; nothing of it holds before it has taken effect. */
export async function openChange(
  tx: Tx,
  kinds: SubjectKinds,
  timeScale: number,
  change: NewChange,
  now: Instant,
): Promise<SubjectHead> {
  const { type, id, content, createdBy } = change
  const { policy, hash } = await policyInForce(tx)
  const circumstances = changeCircumstances(type, content)
  const assessed = assessChange(policy, {
    type,
    subjectId: id,
    startedAt: now,
    assessedAt: now,
    askedBefore: [],
    timeScale,
    ...circumstances,
  })
  const expiresAt = change.expiresAt ?? assessed.expiresAt
  const assessment = { ...assessed, expiresAt, policyHash: hash, facts: {} }
  return openSubject(tx, kinds, { type, id, content, createdBy, assessment, startedAt: now })
}
