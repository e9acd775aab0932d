/** The only file that knows the tables of migrations 0070 and 0130. */
import type { Instant } from '../domain/instant.ts'
import type { SubjectType } from '../domain/subject.ts'
import { HOLDABLE, type SubjectState } from '../domain/subject-states.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'

export const HOLD_SCOPES = ['order', 'counterparty', 'person', 'channel', 'entity', 'everything'] as const
export type HoldScope = (typeof HOLD_SCOPES)[number]

type HoldRow = {
  id: string
  scope: HoldScope
  target: string
  reason: string
  placed_by: string
  placed_at: Instant
  lifted_by: string | null
  lifted_at: Instant | null
  silent: boolean
}

/** An alarm is a denial under threat or a suspicious call; which of them is nobody's to read off. */
export type CaseKind = 'alarm' | 'impersonation'

type CaseRow = {
  id: string
  kind: CaseKind
  person_id: string | null
  opened_by: string
  summary: string
  opened_at: Instant
  closed_at: Instant | null
}

type SubjectRow = { id: string; type: SubjectType; state: SubjectState; created_at: Instant }

type Tables = { holds: HoldRow; cases: CaseRow; subjects: SubjectRow }

const tables = (db: Executor) => db.withTables<Tables>()

export interface Hold {
  readonly id: string
  readonly scope: HoldScope
  /** The id it freezes; `*` for everything. */
  readonly target: string
  readonly reason: string
  readonly placedBy: string
  readonly placedAt: Instant
  readonly liftedAt: Instant | null
  /** The subject whose evidence lifted it. */
  readonly liftedBy: string | null
  /** It is enforced, and neither listed nor published. */
  readonly silent: boolean
}

export async function insertHold(tx: Tx, hold: Hold): Promise<void> {
  await tables(tx)
    .insertInto('holds')
    .values({
      id: hold.id,
      scope: hold.scope,
      target: hold.target,
      reason: hold.reason,
      placed_by: hold.placedBy,
      placed_at: hold.placedAt,
      lifted_by: null,
      lifted_at: null,
      silent: hold.silent,
    })
    .execute()
}

/** Those of the same person on the same target. Not silent ones: nobody may learn that there is one. */
export async function findActiveHolds(
  tx: Tx,
  { scope, target, placedBy }: Pick<Hold, 'scope' | 'target' | 'placedBy'>,
): Promise<Hold[]> {
  const rows = await tables(tx)
    .selectFrom('holds')
    .selectAll()
    .where('scope', '=', scope)
    .where('target', '=', target)
    .where('placed_by', '=', placedBy)
    .where('lifted_at', 'is', null)
    .where('silent', '=', false)
    .orderBy('id')
    .execute()
  return rows.map(toHold)
}

/** When this person placed their newest holds, newest first: those that are counted. */
export async function readPlacedAt(db: Executor, personId: string, limit: number): Promise<Instant[]> {
  const rows = await tables(db)
    .selectFrom('holds')
    .select('placed_at')
    .where('placed_by', '=', personId)
    .where('scope', '!=', 'everything')
    .where('silent', '=', false)
    .orderBy('placed_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => row.placed_at)
}

export async function readTargetsHeldSince(db: Executor, scope: HoldScope, since: Instant): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('holds')
    .select('target')
    .distinct()
    .where('scope', '=', scope)
    .where('placed_at', '>=', since)
    .execute()
  return rows.map((row) => row.target)
}

export async function readActiveHolds(db: Executor): Promise<Hold[]> {
  const rows = await tables(db)
    .selectFrom('holds')
    .selectAll()
    .where('lifted_at', 'is', null)
    .orderBy('placed_at')
    .execute()
  return rows.map(toHold)
}

export async function readSilentHolds(db: Executor): Promise<Hold[]> {
  const rows = await tables(db).selectFrom('holds').selectAll().where('silent', '=', true).execute()
  return rows.map(toHold)
}

export async function readHeldPeople(db: Executor): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('holds')
    .select('target')
    .distinct()
    .where('scope', '=', 'person')
    .where('lifted_at', 'is', null)
    .execute()
  return rows.map((row) => row.target)
}

export interface HoldPage {
  readonly state: 'active' | 'lifted' | 'all'
  /** Null for all of them. */
  readonly scope: HoldScope | null
  /** Older than the hold with this id; null for the newest. */
  readonly before: string | null
  readonly limit: number
}

/** Newest first: ids grow with time. */
export async function listHolds(db: Executor, { state, scope, before, limit }: HoldPage): Promise<Hold[]> {
  let query = shownHolds(db)
  if (scope !== null) query = query.where('scope', '=', scope)
  if (state !== 'all') query = query.where('lifted_at', state === 'active' ? 'is' : 'is not', null)
  if (before !== null) query = query.where('id', '<', before)
  const rows = await query.orderBy('id', 'desc').limit(limit).execute()
  return rows.map(toHold)
}

/** As it is listed; null where it is not. */
export async function readShownHold(db: Executor, id: string): Promise<Hold | null> {
  const row = await shownHolds(db).where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : toHold(row)
}

/**
 * All but the silent ones, and those on what is over, which stop nothing there. One on an order that was not paid stops
 * what takes its place.
 */
function shownHolds(db: Executor) {
  return tables(db)
    .selectFrom('holds')
    .selectAll()
    .where('silent', '=', false)
    .where((where) => {
      const over = where
        .selectFrom('subjects')
        .select('subjects.id')
        .whereRef('subjects.id', '=', 'holds.target')
        .where('subjects.state', 'not in', HOLDABLE)
        .where((subject) => subject.or([subject('type', '!=', 'order'), subject('state', '=', 'executed')]))
      return where.or([
        where('scope', '!=', 'order'),
        where('lifted_at', 'is not', null),
        where.not(where.exists(over)),
      ])
    })
}

export async function readHold(db: Executor, id: string): Promise<Hold | null> {
  const row = await tables(db).selectFrom('holds').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : toHold(row)
}

/** Whether it was active until now. */
export async function markLifted(tx: Tx, id: string, subjectId: string, now: Instant): Promise<boolean> {
  const result = await tables(tx)
    .updateTable('holds')
    .set({ lifted_by: subjectId, lifted_at: now })
    .where('id', '=', id)
    .where('lifted_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export interface OpenCase {
  readonly id: string
  readonly kind: CaseKind
  readonly personId: string | null
  readonly openedBy: string
  readonly summary: string
  readonly openedAt: Instant
}

export async function insertCase(tx: Tx, opened: OpenCase): Promise<void> {
  await tables(tx)
    .insertInto('cases')
    .values({
      id: opened.id,
      kind: opened.kind,
      person_id: opened.personId,
      opened_by: opened.openedBy,
      summary: opened.summary,
      opened_at: opened.openedAt,
      closed_at: null,
    })
    .execute()
}

/** One that is open and says the same of the same person, by the same one, since this hold has been there. */
export async function findOpenCase(
  tx: Tx,
  { kind, personId, openedBy, summary }: Omit<OpenCase, 'id' | 'openedAt'>,
  { placedAt }: Pick<Hold, 'placedAt'>,
): Promise<Pick<OpenCase, 'id' | 'openedAt'> | null> {
  const row = await tables(tx)
    .selectFrom('cases')
    .select(['id', 'opened_at'])
    .where('kind', '=', kind)
    .where('person_id', '=', personId)
    .where('opened_by', '=', openedBy)
    .where('summary', '=', summary)
    .where('opened_at', '>=', placedAt)
    .where('closed_at', 'is', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : { id: row.id, openedAt: row.opened_at }
}

/** When this person opened their newest cases of a kind, newest first. */
export async function readOpenedAt(db: Executor, kind: CaseKind, personId: string, limit: number): Promise<Instant[]> {
  const rows = await tables(db)
    .selectFrom('cases')
    .select('opened_at')
    .where('kind', '=', kind)
    .where('opened_by', '=', personId)
    .orderBy('opened_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => row.opened_at)
}

/** Of these people, those about whom a case of this kind is open. */
export async function readPeopleWithOpenCase(
  db: Executor,
  kind: CaseKind,
  personIds: readonly string[],
): Promise<string[]> {
  if (personIds.length === 0) return []
  const rows = await tables(db)
    .selectFrom('cases')
    .select('person_id')
    .distinct()
    .where('kind', '=', kind)
    .where('person_id', 'in', personIds)
    .where('closed_at', 'is', null)
    .orderBy('person_id')
    .execute()
  return rows.flatMap((row) => row.person_id ?? [])
}

/** Those opened before the newest of the lifts that have taken effect on this person: what their signers could know. */
export async function closeLiftedCases(tx: Tx, kind: CaseKind, personId: string, now: Instant): Promise<void> {
  await tables(tx)
    .updateTable('cases')
    .set({ closed_at: now })
    .where('kind', '=', kind)
    .where('person_id', '=', personId)
    .where('closed_at', 'is', null)
    .where('opened_at', '<=', (where) =>
      where
        .selectFrom('holds')
        .innerJoin('subjects', 'subjects.id', 'holds.lifted_by')
        .where('holds.scope', '=', 'person')
        .where('holds.target', '=', personId)
        .select((select) => select.fn.max('subjects.created_at').as('proposed_at')),
    )
    .execute()
}

function toHold(row: HoldRow): Hold {
  return {
    id: row.id,
    scope: row.scope,
    target: row.target,
    reason: row.reason,
    placedBy: row.placed_by,
    placedAt: row.placed_at,
    liftedAt: row.lifted_at,
    liftedBy: row.lifted_by,
    silent: row.silent,
  }
}
