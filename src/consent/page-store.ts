/** Subjects a page at a time, as workers go through them. The tables are those of `store.ts`. */
import { sql } from 'kysely'
import type { Instant } from '../domain/instant.ts'
import type { SubjectState } from '../domain/subject-states.ts'
import type { SubjectType } from '../domain/subject.ts'
import type { Executor } from '../platform/postgres/database.ts'

type Tables = {
  subjects: {
    id: string
    type: SubjectType
    version: number
    revision: number
    state: SubjectState
    approved_at: Instant | null
    satisfied_entry_id: string | null
    updated_at: Instant
  }
  assessments: { subject_id: string; version: number; revision: number; entry_id: string }
}

const tables = (db: Executor) => db.withTables<Tables>()

/** Open subjects in order of id, a page at a time: what the sweeper compares with the running workflows. */
export async function readOpenIds(
  db: Executor,
  after: string,
  limit: number,
): Promise<{ type: SubjectType; id: string; isSettled: boolean }[]> {
  return tables(db)
    .selectFrom('subjects')
    .select(['type', 'id'])
    .select(sql<boolean>`updated_at < (select countersign_now()) - interval '1 minute'`.as('isSettled'))
    .where('state', 'in', ['assessing', 'awaiting_evidence'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Changes to our own record that somebody has said yes to and that have not taken effect, oldest first. */
export async function readSignedChanges(db: Executor, limit: number): Promise<{ type: SubjectType; id: string }[]> {
  return tables(db)
    .selectFrom('subjects')
    .select(['type', 'id'])
    .where('state', '=', 'awaiting_evidence')
    .where('type', 'not in', ['order', 'batch'])
    .where(sql<boolean>`exists (select from evidence where evidence.subject_id = subjects.id and decision <> 'deny')`)
    .orderBy('id')
    .limit(limit)
    .execute()
}

export interface ApprovedOrder {
  readonly id: string
  readonly approvedAt: Instant | null
  /** The log entry that says so; without signatures, that of the assessment which asked for none. */
  readonly entryId: string
}

/** Approved payments in order of id, which is the order they came in, a page at a time. */
export async function readApprovedOrders(db: Executor, after: string, limit: number): Promise<ApprovedOrder[]> {
  const rows = await tables(db)
    .selectFrom('subjects')
    .innerJoin('assessments as assessment', (join) =>
      join
        .onRef('assessment.subject_id', '=', 'subjects.id')
        .onRef('assessment.version', '=', 'subjects.version')
        .onRef('assessment.revision', '=', 'subjects.revision'),
    )
    .select(['subjects.id', 'approved_at'])
    .select((of) => of.fn.coalesce('satisfied_entry_id', 'assessment.entry_id').as('entry_id'))
    .where('state', '=', 'approved')
    .where('type', '=', 'order')
    .where('subjects.id', '>', after)
    .orderBy('subjects.id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ id: row.id, approvedAt: row.approved_at, entryId: row.entry_id }))
}
