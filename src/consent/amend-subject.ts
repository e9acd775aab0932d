import { digestOf, type JsonObject } from '../domain/canonical-json.ts'
import { conflict } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import * as log from '../log/log.ts'
import * as outbox from '../platform/outbox.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { announce } from './events.ts'
import { kindOf } from './kind-of.ts'
import { assessmentEntry } from './open-subject.ts'
import { insertAssessment, insertVersion } from './store.ts'
import type { NewAssessment, SubjectHead, SubjectKinds } from './subject-kind.ts'
import { transition } from './transition.ts'

const NOT_ESCALATED = { escalatedAt: null, escalatedBy: null, escalationReason: null } as const

/**
 * A new version: the evidence of the earlier one no longer counts, requirements have only grown, waits start anew.
 * `head` must have been read with its row locked.
 */
export async function amendSubject(
  tx: Tx,
  kinds: SubjectKinds,
  head: SubjectHead,
  amendment: { readonly content: JsonObject; readonly createdBy: string; readonly assessment: NewAssessment },
  now: Instant,
): Promise<SubjectHead> {
  const digest = digestOf(amendment.content)
  if (digest === head.digest)
    throw conflict('NOTHING_CHANGED', 'The amendment changes nothing, so the evidence stays as it is.')
  const version = head.version + 1
  const { assessment } = amendment

  // The state is written against the old version, so that a signature that comes at the same time loses or wins whole.
  const superseded = await transition(tx, kinds, head, 'awaiting_evidence', now, {
    fields: { supersededBy: digest },
    change: { version, digest, revision: 1, startedAt: now, expiresAt: assessment.expiresAt, ...NOT_ESCALATED },
  })
  const amended: Omit<SubjectHead, 'assessment'> = {
    ...superseded,
    version,
    digest,
    state: 'awaiting_evidence',
    revision: 1,
    startedAt: now,
    expiresAt: assessment.expiresAt,
    ...NOT_ESCALATED,
    approvedAt: null,
    content: amendment.content,
  }
  const entry = assessmentEntry('subject.amended', amended, assessment, { by: amendment.createdBy, at: now })
  const { entryId } = entry
  const next: SubjectHead = { ...amended, assessment: { ...assessment, assessedAt: now, entryId } }
  await Promise.all([
    log.write(tx, entry),
    insertVersion(tx, amended, amendment.createdBy),
    insertAssessment(tx, amended, assessment, now, entryId),
    announce(tx, kindOf(kinds, head.type), next, 'amended', next.state),
    outbox.add(tx, { kind: 'workflow', subjectType: next.type, subjectId: next.id }),
  ])
  return next
}
