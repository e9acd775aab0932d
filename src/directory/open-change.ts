import { changeCircumstances } from '../consent/change-kind.ts'
import { openSubject } from '../consent/open-subject.ts'
import type { SubjectHead, SubjectKinds } from '../consent/subject-kind.ts'
import { assessChange } from '../domain/assess-change.ts'
import type { JsonObject } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { policyInForce } from '../risk/policy-in-force.ts'

export interface NewChange {
  readonly type: 'account-change' | 'contact-change'
  readonly id: string
  readonly content: JsonObject
  /** A person id, `client:<id>`, or `operator` at set-up. */
  readonly createdBy: string
}

/** Puts a change to the directory on record as a subject; nothing of it is on file before it has taken effect. */
export async function openChange(
  tx: Tx,
  kinds: SubjectKinds,
  timeScale: number,
  change: NewChange,
  now: Instant,
): Promise<SubjectHead> {
  const { type, id, content } = change
  const { policy, hash } = await policyInForce(tx)
  const circumstances = changeCircumstances(type, content)
  const assessed = assessChange(policy, { type, subjectId: id, startedAt: now, timeScale, ...circumstances })
  const assessment = { ...assessed, policyHash: hash, facts: {} }
  return openSubject(tx, kinds, { ...change, assessment, startedAt: now })
}
