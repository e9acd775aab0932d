import { digestOf, type JsonObject } from '../domain/canonical-json.ts'
import { specsDigest } from '../domain/requirement-spec.ts'
import type { Instant } from '../domain/instant.ts'
import type { SubjectType } from '../domain/subject.ts'
import * as log from '../log/log.ts'
import * as outbox from '../platform/outbox.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { announce } from './events.ts'
import { kindOf } from './kind-of.ts'
import { insertSubject } from './store.ts'
import type { NewAssessment, SubjectHead, SubjectKinds } from './subject-kind.ts'

export interface NewSubject {
  readonly type: SubjectType
  readonly id: string
  readonly content: JsonObject
  /** A person id, `client:<id>`, or `operator` at set-up. */
  readonly createdBy: string
  readonly assessment: NewAssessment
  readonly startedAt: Instant
}

/**
 * Puts a subject on record: version 1, its assessment, log entry and events, and the workflow that waits. A payment
 * that policy asks nothing of is approved right here, without a workflow; a change takes effect in the worker.
 */
export async function openSubject(tx: Tx, kinds: SubjectKinds, subject: NewSubject): Promise<SubjectHead> {
  const { assessment, startedAt } = subject
  const kind = kindOf(kinds, subject.type)
  const straightThrough = kind.takesEffect === 'when_released' && assessment.requirements.length === 0
  const opened: Omit<SubjectHead, 'assessment'> = {
    type: subject.type,
    id: subject.id,
    version: 1,
    digest: digestOf(subject.content),
    state: straightThrough ? 'approved' : 'awaiting_evidence',
    revision: 1,
    startedAt,
    expiresAt: assessment.expiresAt,
    escalatedAt: null,
    escalatedBy: null,
    escalationReason: null,
    approvedAt: straightThrough ? startedAt : null,
    createdAt: startedAt,
    satisfiedEntryId: null,
    content: subject.content,
  }
  const entry = assessmentEntry('subject.submitted', opened, assessment, { by: subject.createdBy, at: startedAt })
  const { entryId } = entry
  const satisfiedEntryId = straightThrough ? entryId : null
  const head: SubjectHead = {
    ...opened,
    satisfiedEntryId,
    assessment: { ...assessment, assessedAt: startedAt, entryId },
  }
  await Promise.all([
    log.write(tx, entry),
    insertSubject(tx, opened, subject.createdBy, assessment, entryId),
    announce(tx, kind, head, 'received', 'assessing'),
    announce(tx, kind, head, straightThrough ? 'approved' : 'evidence_required', head.state),
    straightThrough || outbox.add(tx, { kind: 'workflow', isNew: true, subjectType: head.type, subjectId: head.id }),
  ])
  return head
}

/** What was asked of which content, by digest: the log proves later that nothing was taken away. */
export function assessmentEntry(
  entryKind: 'subject.submitted' | 'subject.amended' | 'subject.assessed',
  head: Pick<SubjectHead, 'type' | 'id' | 'version' | 'digest' | 'revision' | 'startedAt' | 'expiresAt'>,
  assessment: NewAssessment,
  { by, at }: { readonly by: string; readonly at: Instant },
): log.Entry {
  return log.entryOf({
    kind: entryKind,
    at,
    fields: {
      subject: { type: head.type, id: head.id, version: String(head.version), digest: head.digest },
      by,
      revision: String(head.revision),
      startedAt: head.startedAt,
      expiresAt: head.expiresAt,
      policyHash: assessment.policyHash,
      signals: assessment.signals.map((found) => found.code),
      specsDigest: specsDigest(assessment.specs),
      factsDigest: digestOf(assessment.facts),
    },
  })
}
