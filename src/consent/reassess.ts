import { specsDigest } from '../domain/requirement-spec.ts'
import { conflict } from '../domain/errors.ts'
import type { JsonValue } from '../domain/canonical-json.ts'
import type { ContactedBy } from '../domain/evidence.ts'
import type { Instant } from '../domain/instant.ts'
import type { Requirement } from '../domain/requirement.ts'
import type { Asked } from '../domain/waits.ts'
import * as log from '../log/log.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'
import { kindOf } from './kind-of.ts'
import { assessmentEntry } from './open-subject.ts'
import { readAssessments } from './history-store.ts'
import { changeSubject, insertAssessment } from './store.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'

/**
 * Assesses the same version again: after a signer says how they were contacted, and before release, when the policy,
 * the directory or the people may have changed. Requirements only grow; what is met stays met.
 */
export async function reassess(
  tx: Tx,
  kinds: SubjectKinds,
  head: SubjectHead,
  contactedBy: readonly ContactedBy[],
  now: Instant,
): Promise<SubjectHead> {
  const known = { contactedBy, askedBefore: await readAsked(tx, head) }
  const assessment = await kindOf(kinds, head.type).assessAgain(tx, head, known, now)
  const same =
    assessment.restsOnOther !== true &&
    codes(assessment.signals) === codes(head.assessment.signals) &&
    specsDigest(assessment.specs) === specsDigest(head.assessment.specs) &&
    heard(assessment.facts) === heard(head.assessment.facts) &&
    pauses(assessment.requirements) === pauses(head.assessment.requirements)
  if (same) return head

  const revised = { ...head, revision: head.revision + 1 }
  const entry = assessmentEntry('subject.assessed', revised, assessment, { by: 'countersign', at: now })
  const { entryId } = entry
  const [changed] = await Promise.all([
    changeSubject(tx, head, { revision: revised.revision }, now),
    log.write(tx, entry),
    insertAssessment(tx, revised, assessment, now, entryId),
  ])
  if (!changed) throw conflict('STATE', 'Somebody else was first: this changed in the meantime. Read it again.')
  return { ...revised, assessment: { ...assessment, assessedAt: now, entryId } }
}

/** What was asked of this version so far, and when. The first time is mostly the only one, and is in `head`. */
async function readAsked(db: Executor, head: SubjectHead): Promise<Asked[]> {
  const { assessedAt, specs } = head.assessment
  if (head.revision === 1) return [{ at: assessedAt, specs }]
  const all = await readAssessments(db, [head.id])
  return all.flatMap((one) => (one.version === head.version ? [{ at: one.assessedAt, specs: one.specs }] : []))
}

function codes(signals: readonly { readonly code: string }[]): string {
  return signals.map((found) => found.code).join(' ')
}

/**
 * How signers were contacted, as an assessment took it into account. Another way that adds no signal is put on record
 * all the same: whoever verifies sees that nobody's word was passed over.
 */
function heard(facts: JsonValue): string {
  const contactedBy = typeof facts === 'object' && facts !== null && 'contactedBy' in facts ? facts['contactedBy'] : []
  return JSON.stringify(contactedBy)
}

/** Until when. Pauses on record that were counted from the submission, as they once were, are put right by this. */
function pauses(requirements: readonly Requirement[]): string {
  return requirements.flatMap((one) => (one.kind === 'cooling_off' ? [one.until] : [])).join(' ')
}
