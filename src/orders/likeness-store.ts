/** Orders like another one: the same again, and those that were never paid. */
import { sql } from 'kysely'
import type { Instant } from '../domain/instant.ts'
import type { SubjectState } from '../domain/subject-states.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { keysOf, type OrderIndex } from './store.ts'

type Tables = {
  payment_orders: {
    id: string
    live: boolean
    counts: boolean
    amount_minor: string
    currency: string
    account_key: string
    reference: string
    created_at: Instant
  }
}

const tables = (db: Executor) => db.withTables<Tables>()

/** Another order like this one is looked for before this moment, so that a later order never changes an earlier one. */
export interface Likeness {
  readonly exceptId: string
  readonly before: Instant
}

/** A payment of one amount to one account. */
export interface Twin {
  readonly id: string
  readonly reference: string
  /** The ERP says that it failed. The bank may have made it all the same. */
  readonly failed: boolean
}

/** How many are compared. Where there are more, nobody can say that none is the same. */
export const MOST_TWINS = 10_000

/** The orders of the same amount to the same account that were paid or still may be, newest first. */
export async function findTwins(db: Executor, order: OrderIndex, likeness: Likeness, since: Instant): Promise<Twin[]> {
  const rows = await tables(db)
    .selectFrom('payment_orders')
    .select(['id', 'reference', 'live'])
    .where('account_key', '=', order.accountKey)
    .where('amount_minor', '=', order.amountMinor.toString())
    .where('currency', '=', order.currency)
    .where('counts', '=', true)
    .where('id', '!=', likeness.exceptId)
    .where('created_at', '>', since)
    .where('created_at', '<=', likeness.before)
    .orderBy('created_at', 'desc')
    .limit(MOST_TWINS)
    .execute()
  return rows.map(({ id, reference, live }) => ({ id, reference, failed: !live }))
}

/** Each sort has its own newest: a denial is not pushed out of sight by what somebody cancels afterwards. */
const SORTS: readonly (readonly SubjectState[])[] = [
  ['denied'],
  ['expired', 'cancelled'],
  // An approved one that is held has not been released either.
  ['awaiting_evidence', 'approved'],
]
/** Each passes on what it inherited itself, so the newest of each sort tell of all before them. */
const NEWEST = 20

/**
 * Orders that were to the payee or account, or had the reference, in any version, and were not released. The newest of
 * each sort: many of one must not push the others out of sight.
 */
export async function findUnreleased(
  db: Executor,
  order: OrderIndex,
  likeness: Likeness,
  since: Instant,
): Promise<{ id: string; state: SubjectState }[]> {
  const keys = keysOf(order)
  const { rows } = await sql<{ id: string; state: SubjectState }>`
    SELECT DISTINCT newest.id, newest.state
      FROM unnest(${keys.map((one) => one.kind)}::text[], ${keys.map((one) => one.key)}::text[]) AS wanted (kind, key)
     CROSS JOIN (VALUES ${sql.join(SORTS.map((states) => sql`(${[...states]}::text[])`))}) AS sort (states)
     CROSS JOIN LATERAL (
       SELECT subject.id, subject.state
         FROM payment_order_keys own
         JOIN subjects subject ON subject.id = own.order_id
        WHERE own.kind = wanted.kind AND own.key = wanted.key
          AND own.last_at > ${since} AND own.created_at <= ${likeness.before}
          AND own.order_id <> ${likeness.exceptId}
          AND subject.state = ANY (sort.states)
        ORDER BY own.last_at DESC
        LIMIT ${NEWEST}
     ) AS newest
     ORDER BY newest.id`.execute(db)
  return rows
}
