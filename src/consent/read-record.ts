import type { BundleSubject } from '../log/bundle.ts'
import type { Instant } from '../domain/instant.ts'
import type { SubjectState } from '../domain/subject-states.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { onOneConnection } from '../platform/postgres/at-once.ts'
import { bytesToBase64url } from './base64url.ts'
import { readCallbacks } from './challenge-store.ts'
import { readEvidence } from './evidence-store.ts'
import { readAppliedChanges, readAssessments } from './history-store.ts'
import { readHeadsById } from './store.ts'
import type { SubjectHead } from './subject-kind.ts'

/** What is denied, cancelled or expired keeps its evidence, and releases nothing. */
const STANDING: readonly SubjectState[] = ['approved', 'released', 'applied']

/** Of these subjects, the satisfied ones as they stand, in the order asked for. */
export async function readStanding(db: Executor, subjectIds: readonly string[]): Promise<StandingSubject[]> {
  const heads = new Map((await readHeadsById(db, subjectIds)).map((head) => [head.id, head]))
  return subjectIds.flatMap((id) => {
    const head = heads.get(id)
    if (head === undefined || head.approvedAt === null || !STANDING.includes(head.state)) return []
    return [{ ...head, approvedAt: head.approvedAt }]
  })
}

export type StandingSubject = SubjectHead & { readonly approvedAt: Instant }

/** Satisfied subjects as a bundle carries them, with everything the record holds about each. */
export async function readRecords(db: Executor, subjects: readonly StandingSubject[]): Promise<BundleSubject[]> {
  const subjectIds = subjects.map((subject) => subject.id)
  const [assessments, evidence, callbacks] = await onOneConnection(db, (one) =>
    Promise.all([readAssessments(one, subjectIds), readEvidence(one, subjectIds), readCallbacks(one, subjectIds)]),
  )
  return subjects.flatMap((head) =>
    toRecord(
      head,
      assessments.filter((one) => one.subjectId === head.id),
      evidence.filter((one) => one.subject.id === head.id),
      callbacks.filter((one) => one.subjectId === head.id),
    ),
  )
}

function toRecord(
  head: StandingSubject,
  assessments: Awaited<ReturnType<typeof readAssessments>>,
  evidence: Awaited<ReturnType<typeof readEvidence>>,
  callbacks: Awaited<ReturnType<typeof readCallbacks>>,
): BundleSubject[] {
  const satisfiedEntryId = head.satisfiedEntryId ?? assessments.at(-1)?.entryId
  if (satisfiedEntryId === undefined) return []
  return [
    {
      type: head.type,
      id: head.id,
      version: head.version,
      digest: head.digest,
      content: head.content,
      startedAt: head.startedAt,
      expiresAt: head.expiresAt,
      satisfiedAt: head.approvedAt,
      satisfiedEntryId,
      assessments: assessments.map(({ version, revision, policyHash, specs, facts, entryId }) => ({
        version,
        revision,
        policyHash,
        specs,
        facts,
        entryId,
      })),
      evidence: evidence.map((one) => ({
        id: one.id,
        subject: one.subject,
        requirementId: one.requirementId,
        kind: one.kind,
        decision: one.decision,
        personId: one.personId,
        keyId: one.keyId,
        contactedBy: one.contactedBy,
        statement: bytesToBase64url(one.statement),
        clientDataJSON: one.clientDataJSON,
        authenticatorData: one.authenticatorData,
        signature: one.signature,
        acceptedAt: one.acceptedAt,
        entryId: one.entryId,
      })),
      callbacks: callbacks.flatMap(({ id, outcome }) => (outcome === null ? [] : [{ id, outcome }])),
    },
  ]
}

/** The changes that put keys in force, by key; a key that no change did is left out. */
export async function confirmationsOf(db: Executor, keyIds: readonly string[]): Promise<Map<string, string>> {
  return readAppliedChanges(db, 'key-change', 'keyId', keyIds)
}
