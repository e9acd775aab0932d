/** What became of subjects, for timelines and bundles. The tables are those of `store.ts`. */
import { sql } from 'kysely'
import type { JsonObject, JsonValue } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import type { Requirement } from '../domain/requirement.ts'
import type { Signal } from '../domain/signals.ts'
import type { SubjectState } from '../domain/subject-states.ts'
import type { SubjectType } from '../domain/subject.ts'
import { anyOf } from '../platform/postgres/any-of.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { StoredAssessment } from './subject-kind.ts'

type Tables = {
  subjects: {
    id: string
    type: SubjectType
    version: number
    state: SubjectState
    cancelled_by: string | null
    cancellation_reason: string | null
    closed_at: Instant | null
  }
  subject_versions: { subject_id: string; version: number; content: JsonObject }
  assessments: {
    subject_id: string
    version: number
    revision: number
    policy_hash: string
    signals: readonly Signal[]
    specs: StoredAssessment['specs']
    requirements: readonly Requirement[]
    facts: JsonValue
    entry_id: string
    assessed_at: Instant
  }
}

const tables = (db: Executor) => db.withTables<Tables>()

export interface Cancellation {
  readonly at: Instant
  /** Null where it was cancelled before this was kept. */
  readonly by: string | null
  readonly reason: string | null
}

export async function readCancellation(db: Executor, subjectId: string): Promise<Cancellation | null> {
  const row = await tables(db)
    .selectFrom('subjects')
    .select(['closed_at', 'cancelled_by', 'cancellation_reason'])
    .where('id', '=', subjectId)
    .where('state', '=', 'cancelled')
    .executeTakeFirst()
  if (row === undefined || row.closed_at === null) return null
  return { at: row.closed_at, by: row.cancelled_by, reason: row.cancellation_reason }
}

/** Every assessment of every version: what the ratchet and the timeline read. */
export async function readAssessments(db: Executor, subjectIds: readonly string[]) {
  if (subjectIds.length === 0) return []
  const rows = await tables(db)
    .selectFrom('assessments')
    .select([
      'subject_id',
      'version',
      'revision',
      'policy_hash',
      'signals',
      'specs',
      'requirements',
      'facts',
      'assessed_at',
      'entry_id',
    ])
    .where('subject_id', '=', anyOf(subjectIds))
    .orderBy('version')
    .orderBy('revision')
    .execute()
  return rows.map((row) => ({
    subjectId: row.subject_id,
    version: row.version,
    revision: row.revision,
    policyHash: row.policy_hash,
    signals: row.signals,
    specs: row.specs,
    requirements: row.requirements,
    facts: row.facts,
    entryId: row.entry_id,
    assessedAt: row.assessed_at,
  }))
}

/** The applied changes whose content names one of `values` under `member`, by that value. */
export async function readAppliedChanges(
  db: Executor,
  type: SubjectType,
  member: string,
  values: readonly string[],
): Promise<Map<string, string>> {
  if (values.length === 0) return new Map()
  const named = sql<string>`content.content ->> ${member}`
  const rows = await tables(db)
    .selectFrom('subjects')
    .innerJoin('subject_versions as content', (join) =>
      join.onRef('content.subject_id', '=', 'subjects.id').onRef('content.version', '=', 'subjects.version'),
    )
    .select(['subjects.id', named.as('named')])
    .where('subjects.type', '=', type)
    .where('subjects.state', '=', 'applied')
    .where(named, '=', anyOf(values))
    .orderBy('subjects.id', 'desc')
    .execute()
  return new Map(rows.map((row) => [row.named, row.id]))
}
