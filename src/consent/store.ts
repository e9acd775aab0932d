/** Subjects, their versions and assessments (migration 0050). Every change of state is one guarded write. */
import { sql } from 'kysely'
import type { JsonObject, JsonValue } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import type { RequirementKind } from '../domain/requirement-spec.ts'
import { withAlternatives, type Requirement } from '../domain/requirement.ts'
import type { Signal } from '../domain/signals.ts'
import type { SubjectState } from '../domain/subject-states.ts'
import type { SubjectType } from '../domain/subject.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'
import type { NewAssessment, StoredAssessment, SubjectHead } from './subject-kind.ts'

type SubjectRow = {
  id: string
  type: SubjectType
  version: number
  digest: string
  state: SubjectState
  revision: number
  started_at: Instant
  expires_at: Instant
  escalated_at: Instant | null
  escalated_by: string | null
  escalation_reason: string | null
  cancelled_by: string | null
  cancellation_reason: string | null
  approved_at: Instant | null
  closed_at: Instant | null
  satisfied_entry_id: string | null
  created_at: Instant
  updated_at: Instant
}

type VersionRow = {
  subject_id: string
  version: number
  digest: string
  content: JsonObject
  created_by: string
  started_at: Instant
}

type AssessmentRow = {
  subject_id: string
  version: number
  revision: number
  policy_hash: string
  signals: readonly Signal[]
  specs: StoredAssessment['specs']
  requirements: readonly Requirement[]
  facts: JsonValue
  added_by: string[]
  relaxed_by: string[]
  entry_id: string
  assessed_at: Instant
}

type RequirementRow = {
  id: string
  subject_id: string
  version: number
  kind: RequirementKind
}

type Tables = {
  requirements: RequirementRow
  subjects: SubjectRow
  subject_versions: VersionRow
  assessments: AssessmentRow
}

const tables = (db: Executor) => db.withTables<Tables>()

export async function insertSubject(
  tx: Tx,
  head: Omit<SubjectHead, 'assessment'>,
  createdBy: string,
  assessment: NewAssessment,
  entryId: string,
): Promise<void> {
  const inserting = tables(tx)
    .insertInto('subjects')
    .values({
      id: head.id,
      type: head.type,
      version: head.version,
      digest: head.digest,
      state: head.state,
      revision: head.revision,
      started_at: head.startedAt,
      expires_at: head.expiresAt,
      escalated_at: null,
      escalated_by: null,
      escalation_reason: null,
      cancelled_by: null,
      cancellation_reason: null,
      approved_at: head.approvedAt,
      closed_at: null,
      satisfied_entry_id: head.state === 'approved' ? entryId : null,
      created_at: head.createdAt,
      updated_at: head.createdAt,
    })
  await Promise.all([
    inserting.execute(),
    insertVersion(tx, head, createdBy),
    insertAssessment(tx, head, assessment, head.startedAt, entryId),
  ])
}

export async function insertVersion(
  tx: Tx,
  head: Pick<SubjectHead, 'id' | 'version' | 'digest' | 'content' | 'startedAt'>,
  createdBy: string,
): Promise<void> {
  await tables(tx)
    .insertInto('subject_versions')
    .values({
      subject_id: head.id,
      version: head.version,
      digest: head.digest,
      content: json(head.content),
      created_by: createdBy,
      started_at: head.startedAt,
    })
    .execute()
}

export async function insertAssessment(
  tx: Tx,
  head: Pick<SubjectHead, 'id' | 'version' | 'revision'>,
  assessment: NewAssessment,
  now: Instant,
  entryId: string,
): Promise<void> {
  const inserting = tables(tx)
    .insertInto('assessments')
    .values({
      subject_id: head.id,
      version: head.version,
      revision: head.revision,
      policy_hash: assessment.policyHash,
      signals: json(assessment.signals),
      specs: json(assessment.specs),
      requirements: json(assessment.requirements),
      facts: json(assessment.facts),
      added_by: [...assessment.addedBy],
      relaxed_by: [...assessment.relaxedBy],
      entry_id: entryId,
      assessed_at: now,
    })
  await Promise.all([inserting.execute(), insertRequirements(tx, head, assessment)])
}

async function insertRequirements(
  tx: Tx,
  head: Pick<SubjectHead, 'id' | 'version'>,
  assessment: NewAssessment,
): Promise<void> {
  const requirements = withAlternatives(assessment.requirements)
  if (requirements.length === 0) return
  await tables(tx)
    .insertInto('requirements')
    .values(requirements.map((one) => ({ id: one.id, subject_id: head.id, version: head.version, kind: one.kind })))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** The subject a requirement belongs to. */
export async function readSubjectOf(db: Executor, requirementId: string): Promise<string | null> {
  const row = await tables(db)
    .selectFrom('requirements')
    .select('subject_id')
    .where('id', '=', requirementId)
    .executeTakeFirst()
  return row?.subject_id ?? null
}

/** The newest version with its newest assessment; `lock` holds the row until the transaction ends. */
export async function readHead(
  db: Executor,
  id: string,
  lock: 'none' | 'update' = 'none',
): Promise<SubjectHead | null> {
  // Lock first, join afterwards: a row that was waited for must be read as it is now, with what belongs to it now.
  const locking = lock === 'update' && tables(db).selectFrom('subjects').select('id').where('id', '=', id).forUpdate()
  const reading = selectHeads(db).where('subjects.id', '=', id)
  const [, row] = await Promise.all([locking && locking.execute(), reading.executeTakeFirst()])
  return row === undefined ? null : toHead(row)
}

export async function readHeads(
  db: Executor,
  filter: { states: readonly SubjectState[]; limit: number },
): Promise<SubjectHead[]> {
  const query = selectHeads(db).where('subjects.state', 'in', filter.states)
  const rows = await query.orderBy('subjects.created_at').orderBy('subjects.id').limit(filter.limit).execute()
  return rows.map(toHead)
}

export async function readHeadsById(db: Executor, ids: readonly string[]): Promise<SubjectHead[]> {
  if (ids.length === 0) return []
  const rows = await selectHeads(db).where('subjects.id', 'in', ids).execute()
  return rows.map(toHead)
}

function selectHeads(db: Executor) {
  return tables(db)
    .selectFrom('subjects')
    .innerJoin('subject_versions as content', (join) =>
      join.onRef('content.subject_id', '=', 'subjects.id').onRef('content.version', '=', 'subjects.version'),
    )
    .innerJoin('assessments as assessment', (join) =>
      join
        .onRef('assessment.subject_id', '=', 'subjects.id')
        .onRef('assessment.version', '=', 'subjects.version')
        .onRef('assessment.revision', '=', 'subjects.revision'),
    )
    .selectAll('subjects')
    .select([
      'content.content',
      'assessment.policy_hash',
      'assessment.signals',
      'assessment.specs',
      'assessment.requirements',
    ])
    .select([
      'assessment.facts',
      'assessment.added_by',
      'assessment.relaxed_by',
      'assessment.assessed_at',
      'assessment.entry_id',
    ])
}

type HeadRow = SubjectRow &
  Pick<VersionRow, 'content'> &
  Pick<
    AssessmentRow,
    | 'policy_hash'
    | 'signals'
    | 'specs'
    | 'requirements'
    | 'facts'
    | 'added_by'
    | 'relaxed_by'
    | 'assessed_at'
    | 'entry_id'
  >

function toHead(row: HeadRow): SubjectHead {
  return {
    type: row.type,
    id: row.id,
    version: row.version,
    digest: row.digest,
    state: row.state,
    revision: row.revision,
    startedAt: row.started_at,
    expiresAt: row.expires_at,
    escalatedAt: row.escalated_at,
    escalatedBy: row.escalated_by,
    escalationReason: row.escalation_reason,
    approvedAt: row.approved_at,
    createdAt: row.created_at,
    satisfiedEntryId: row.satisfied_entry_id,
    content: row.content,
    assessment: {
      policyHash: row.policy_hash,
      signals: row.signals,
      specs: row.specs,
      requirements: row.requirements,
      facts: row.facts,
      addedBy: row.added_by,
      relaxedBy: row.relaxed_by,
      assessedAt: row.assessed_at,
      entryId: row.entry_id,
    },
  }
}

export interface SubjectChange {
  readonly state?: SubjectState
  readonly version?: number
  readonly digest?: string
  readonly revision?: number
  readonly startedAt?: Instant
  readonly expiresAt?: Instant
  readonly escalatedAt?: Instant | null
  readonly escalatedBy?: string | null
  readonly escalationReason?: string | null
  readonly cancelledBy?: string
  readonly cancellationReason?: string | null
  readonly approvedAt?: Instant | null
  readonly closedAt?: Instant | null
  readonly satisfiedEntryId?: string | null
}

/** `… WHERE state = $from AND version = $v AND revision = $r`: whether it happened. */
export async function changeSubject(tx: Tx, head: SubjectHead, change: SubjectChange, now: Instant): Promise<boolean> {
  const result = await tables(tx)
    .updateTable('subjects')
    .set({
      updated_at: now,
      ...(change.state === undefined ? {} : { state: change.state }),
      ...(change.version === undefined ? {} : { version: change.version }),
      ...(change.digest === undefined ? {} : { digest: change.digest }),
      ...(change.revision === undefined ? {} : { revision: change.revision }),
      ...(change.startedAt === undefined ? {} : { started_at: change.startedAt }),
      ...(change.expiresAt === undefined ? {} : { expires_at: change.expiresAt }),
      ...(change.escalatedAt === undefined ? {} : { escalated_at: change.escalatedAt }),
      ...(change.escalatedBy === undefined ? {} : { escalated_by: change.escalatedBy }),
      ...(change.escalationReason === undefined ? {} : { escalation_reason: change.escalationReason }),
      ...(change.cancelledBy === undefined ? {} : { cancelled_by: change.cancelledBy }),
      ...(change.cancellationReason === undefined ? {} : { cancellation_reason: change.cancellationReason }),
      ...(change.approvedAt === undefined ? {} : { approved_at: change.approvedAt }),
      ...(change.satisfiedEntryId === undefined ? {} : { satisfied_entry_id: change.satisfiedEntryId }),
      ...(change.closedAt === undefined ? {} : { closed_at: change.closedAt }),
    })
    .where('id', '=', head.id)
    .where('state', '=', head.state)
    .where('version', '=', head.version)
    .where('revision', '=', head.revision)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** jsonb parameters go as text: the driver would write a JavaScript array as a PostgreSQL array. */
function json<T>(value: T): T {
  return sql`${JSON.stringify(value)}::jsonb` as unknown as T
}
