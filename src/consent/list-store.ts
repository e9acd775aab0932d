/** What lists of subjects read of them: light rows, many at once. The table is that of `store.ts`. */
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
    state: SubjectState
    escalated_at: Instant | null
    closed_at: Instant | null
    created_at: Instant
  }
}

const tables = (db: Executor) => db.withTables<Tables>()

const OPEN: readonly SubjectState[] = ['assessing', 'awaiting_evidence']
/** What is not over yet: open, or approved and not released. */
export const BEFORE_RELEASE: readonly SubjectState[] = [...OPEN, 'approved']

export interface SubjectSearch {
  readonly type: SubjectType | null
  /** Found anywhere in the id or at one of the paths, whatever the case. */
  readonly words: string | null
  readonly paths: readonly string[]
}

export interface SubjectSlice extends SubjectSearch {
  readonly view: 'waiting' | 'escalated' | 'done'
  readonly after: { readonly at: Instant; readonly id: string } | null
  readonly limit: number
}

export interface SubjectKey {
  readonly id: string
  /** What the page is ordered by. */
  readonly at: Instant
}

/** What is open, oldest first; what is over, newest first. */
export async function sliceSubjects(db: Executor, slice: SubjectSlice): Promise<SubjectKey[]> {
  const done = slice.view === 'done'
  const at = done ? sql.ref('subjects.closed_at') : sql.ref('subjects.created_at')
  const scope = done
    ? sql`subjects.closed_at is not null`
    : sql`subjects.state in ('assessing', 'awaiting_evidence', 'approved')`
  const escalated = slice.view === 'escalated' ? sql`subjects.escalated_at is not null` : sql`true`
  const after =
    slice.after === null
      ? sql`true`
      : done
        ? sql`(${at}, subjects.id) < (${slice.after.at}::timestamptz, ${slice.after.id})`
        : sql`(${at}, subjects.id) > (${slice.after.at}::timestamptz, ${slice.after.id})`
  const order = done ? sql`${at} desc, subjects.id desc` : sql`${at}, subjects.id`
  const { rows } = await sql<SubjectKey>`
    select subjects.id, ${at} as at from subjects
     where ${scope} and ${escalated} and ${after} and ${matches(slice)}
     order by ${order} limit ${slice.limit}`.execute(db)
  return rows
}

/** Of these subjects, the ones that are searched for. */
export async function findAmong(
  db: Executor,
  ids: readonly string[],
  search: SubjectSearch,
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select subjects.id from subjects where subjects.id = any(${[...ids]}::text[]) and ${matches(search)}`.execute(db)
  return new Set(rows.map((row) => row.id))
}

function matches({ type, words, paths }: SubjectSearch) {
  const ofType = type === null ? sql`true` : sql`subjects.type = ${type}`
  if (words === null) return ofType
  const pattern = `%${words.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return sql`${ofType} and (subjects.id ilike ${pattern} or exists (
    select from subject_versions content, unnest(${[...paths]}::text[]) path,
           jsonb_path_query(content.content, path::jsonpath) found
     where content.subject_id = subjects.id and content.version = subjects.version and found #>> '{}' ilike ${pattern}))`
}

/** All that are open, and those of them that were escalated. */
export async function countOpen(db: Executor): Promise<{ waiting: number; escalated: number }> {
  const row = await tables(db)
    .selectFrom('subjects')
    .select((select) => [
      select.fn.countAll<string>().as('waiting'),
      select.fn.count<string>('escalated_at').as('escalated'),
    ])
    .where('state', 'in', BEFORE_RELEASE)
    .executeTakeFirstOrThrow()
  return { waiting: Number(row.waiting), escalated: Number(row.escalated) }
}

export interface SubjectStanding {
  readonly type: SubjectType
  readonly id: string
  readonly version: number
  readonly state: SubjectState
}

/** How these stand now, and no more than that. */
export async function readStandings(db: Executor, ids: readonly string[]): Promise<SubjectStanding[]> {
  if (ids.length === 0) return []
  return standing(db).where('id', 'in', ids).orderBy('id').execute()
}

export async function readOpenStandings(db: Executor, limit: number): Promise<SubjectStanding[]> {
  return standing(db).where('state', 'in', BEFORE_RELEASE).orderBy('created_at').limit(limit).execute()
}

function standing(db: Executor) {
  return tables(db).selectFrom('subjects').select(['type', 'id', 'version', 'state'])
}

export async function deniedSince(db: Executor, type: SubjectType, since: Instant): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('subjects')
    .select('id')
    .where('type', '=', type)
    .where('state', '=', 'denied')
    .where('closed_at', '>=', since)
    .execute()
  return rows.map((row) => row.id)
}

/** The oldest open change of this type whose content names one of `values` under `member`, by what it names. */
export async function openChangesNaming(
  db: Executor,
  type: SubjectType,
  member: string,
  values: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (values.length === 0) return new Map()
  const { rows } = await sql<{ id: string; value: string }>`
    select subjects.id, content.content ->> ${member} as value
      from subjects
      join subject_versions content on content.subject_id = subjects.id and content.version = subjects.version
     where subjects.type = ${type} and subjects.state in ('assessing', 'awaiting_evidence')
       and content.content ->> ${member} = any(${[...values]}::text[])
     order by subjects.created_at desc, subjects.id desc`.execute(db)
  // Oldest last, so that it is the one that stays in the map.
  return new Map(rows.map((row) => [row.value, row.id]))
}

/** Changes whose content names one of these payees, newest first. */
export async function changeIdsAbout(
  db: Executor,
  counterpartyIds: readonly string[],
  limit: number,
): Promise<string[]> {
  if (counterpartyIds.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    select subjects.id
      from subjects
      join subject_versions content on content.subject_id = subjects.id and content.version = subjects.version
     where subjects.type in ('account-change', 'contact-change')
       and (content.content #>> '{counterparty,id}' = any(${[...counterpartyIds]}::text[])
            or exists (select from jsonb_path_query(content.content, '$.counterparties[*].id') named
                        where named #>> '{}' = any(${[...counterpartyIds]}::text[])))
     order by subjects.created_at desc, subjects.id desc limit ${limit}`.execute(db)
  return rows.map((row) => row.id)
}

/** When the newest changes of these types were proposed by somebody, newest first. By the index of migration 0164. */
export async function proposedOf(
  db: Executor,
  createdBy: string,
  types: readonly SubjectType[],
  limit: number,
): Promise<Instant[]> {
  const { rows } = await sql<{ at: Instant }>`
    select content.started_at as at
      from subject_versions content
      join subjects on subjects.id = content.subject_id
     where content.created_by = ${createdBy} and content.version = 1 and starts_with(content.subject_id, 'chg_')
       and subjects.type = any(${[...types]}::text[])
     order by content.started_at desc limit ${limit}`.execute(db)
  return rows.map((row) => row.at)
}

/** When those expire that somebody proposed and that are open, soonest first. */
export async function openProposalsOf(
  db: Executor,
  createdBy: string,
  types: readonly SubjectType[],
  now: Instant,
  limit: number,
): Promise<Instant[]> {
  const { rows } = await sql<{ until: Instant }>`
    select subjects.expires_at as until
      from subjects
      join subject_versions content on content.subject_id = subjects.id and content.version = 1
     where subjects.type = any(${[...types]}::text[]) and subjects.state in ('assessing', 'awaiting_evidence')
       and subjects.expires_at > ${now} and content.created_by = ${createdBy}
     order by subjects.expires_at limit ${limit}`.execute(db)
  return rows.map((row) => row.until)
}
