/** Evidence of migration 0050. Nothing of it is ever changed. */
import type { ContactedBy, Decision, Evidence } from '../domain/evidence.ts'
import type { Instant } from '../domain/instant.ts'
import type { RequirementKind } from '../domain/requirement-spec.ts'
import type { SubjectType } from '../domain/subject.ts'
import { anyOf } from '../platform/postgres/any-of.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'

type EvidenceRow = {
  id: string
  challenge_id: string
  subject_type: SubjectType
  subject_id: string
  subject_version: number
  subject_digest: string
  requirement_id: string | null
  kind: RequirementKind | null
  decision: Decision
  person_id: string
  for_person_id: string | null
  key_id: string
  credential_id: string
  contacted_by: ContactedBy
  statement: Buffer
  statement_digest: string
  client_data_json: string
  authenticator_data: string
  signature: string
  entry_id: string
  accepted_at: Instant
  voided_by: string | null
}

const tables = (db: Executor) => db.withTables<{ evidence: EvidenceRow }>()

/** Evidence as the rules need it, without the signed bytes: a page of subjects must not read megabytes of them. */
export interface SlimEvidence extends Evidence {
  readonly keyId: string
}

/** Evidence as it is kept, with the raw bytes that anyone can verify again. */
export interface StoredEvidence extends SlimEvidence {
  readonly credentialId: string
  readonly forPersonId: string | null
  readonly contactedBy: ContactedBy
  readonly statement: Uint8Array
  readonly statementDigest: string
  readonly clientDataJSON: string
  readonly authenticatorData: string
  readonly signature: string
  readonly entryId: string
}

export async function insertEvidence(tx: Tx, evidence: StoredEvidence, challengeId: string): Promise<void> {
  await tables(tx)
    .insertInto('evidence')
    .values({
      id: evidence.id,
      challenge_id: challengeId,
      subject_type: evidence.subject.type,
      subject_id: evidence.subject.id,
      subject_version: evidence.subject.version,
      subject_digest: evidence.subject.digest,
      requirement_id: evidence.requirementId,
      kind: evidence.kind,
      decision: evidence.decision,
      person_id: evidence.personId,
      for_person_id: evidence.forPersonId,
      key_id: evidence.keyId,
      credential_id: evidence.credentialId,
      contacted_by: evidence.contactedBy,
      statement: Buffer.from(evidence.statement),
      statement_digest: evidence.statementDigest,
      client_data_json: evidence.clientDataJSON,
      authenticator_data: evidence.authenticatorData,
      signature: evidence.signature,
      entry_id: evidence.entryId,
      accepted_at: evidence.acceptedAt,
      voided_by: null,
    })
    .execute()
}

/** All evidence of a subject, every version, in order of acceptance. */
export async function readEvidence(db: Executor, subjectIds: readonly string[]): Promise<StoredEvidence[]> {
  if (subjectIds.length === 0) return []
  const rows = await tables(db)
    .selectFrom('evidence')
    .selectAll()
    .where('subject_id', '=', anyOf(subjectIds))
    .orderBy('accepted_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    ...toSlimEvidence(row),
    forPersonId: row.for_person_id,
    credentialId: row.credential_id,
    contactedBy: row.contacted_by,
    statement: new Uint8Array(row.statement),
    statementDigest: row.statement_digest,
    clientDataJSON: row.client_data_json,
    authenticatorData: row.authenticator_data,
    signature: row.signature,
    entryId: row.entry_id,
  }))
}

/** The signed bytes of these alone. */
export async function readStatements(
  db: Executor,
  evidenceIds: readonly string[],
): Promise<{ readonly id: string; readonly statement: Uint8Array }[]> {
  return tables(db).selectFrom('evidence').select(['id', 'statement']).where('id', '=', anyOf(evidenceIds)).execute()
}

const SLIM = [
  'id',
  'subject_id',
  'subject_type',
  'subject_version',
  'subject_digest',
  'requirement_id',
  'kind',
  'decision',
  'person_id',
  'key_id',
  'accepted_at',
  'voided_by',
] as const

/** The same for many subjects at once. */
export async function readSlimEvidence(db: Executor, subjectIds: readonly string[]): Promise<SlimEvidence[]> {
  if (subjectIds.length === 0) return []
  const rows = await tables(db)
    .selectFrom('evidence')
    .select(SLIM)
    .where('subject_id', '=', anyOf(subjectIds))
    .orderBy('accepted_at')
    .orderBy('id')
    .execute()
  return rows.map(toSlimEvidence)
}

function toSlimEvidence(row: Pick<EvidenceRow, (typeof SLIM)[number]>): SlimEvidence {
  return {
    id: row.id,
    subject: { type: row.subject_type, id: row.subject_id, version: row.subject_version, digest: row.subject_digest },
    requirementId: row.requirement_id,
    kind: row.kind,
    decision: row.decision,
    personId: row.person_id,
    keyId: row.key_id,
    acceptedAt: row.accepted_at,
    voidedBy: row.voided_by,
  }
}
