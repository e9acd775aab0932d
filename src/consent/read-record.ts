import type { BundleSubject } from '../log/bundle.ts'
import type { SubjectState } from '../domain/subject-states.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { bytesToBase64url } from './base64url.ts'
import { readCallbacks } from './challenge-store.ts'
import { readAppliedChange, readAssessments, readEvidence, readHead } from './store.ts'

/** What is denied, cancelled or expired keeps its evidence, and releases nothing. */
const STANDING: readonly SubjectState[] = ['approved', 'released', 'applied']

/** A satisfied subject as a bundle carries it, with everything the record holds about it; null before that. */
export async function readRecord(db: Executor, subjectId: string): Promise<BundleSubject | null> {
  const head = await readHead(db, subjectId)
  if (head === null || head.approvedAt === null || !STANDING.includes(head.state)) return null
  const assessments = await readAssessments(db, [subjectId])
  const evidence = await readEvidence(db, [subjectId])
  const callbacks = await readCallbacks(db, [subjectId])
  const satisfiedEntryId = head.satisfiedEntryId ?? assessments.at(-1)?.entryId
  if (satisfiedEntryId === undefined) return null
  return {
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
  }
}

/** The change that put a key in force, if one did. */
export async function confirmationOf(db: Executor, keyId: string): Promise<string | null> {
  return readAppliedChange(db, 'key-change', 'keyId', keyId)
}
