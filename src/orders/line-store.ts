/** What policy's line adds up. Migration 0126 keeps most of it, so that it takes as long in a busy month as in any. */
import { sql, type RawBuilder } from 'kysely'
import type { Instant } from '../domain/instant.ts'
import type { LineDimension } from '../domain/policy.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { Likeness } from './likeness-store.ts'
import type { OrderIndex } from './store.ts'

/** In the base currency's minor units; null: an order without a rate leaves the sum unknown. */
export interface LineSum {
  readonly sum: bigint | null
  readonly count: number
}

type SumRow = { base_minor: string; orders: string; unconverted: string }

/** The sum and count of orders that count in the window, this one left out, along one dimension. */
export function sumAlong(
  db: Executor,
  order: OrderIndex,
  dimension: LineDimension,
  likeness: Likeness,
  since: Instant,
): Promise<LineSum> {
  switch (dimension) {
    case 'payee':
      return sumOfOrders(db, sql`(account_key = ${order.accountKey} or payee_key = ${order.payeeKey})`, likeness, since)
    case 'instructor':
      return order.instructorId === null
        ? NOTHING
        : sumOfOrders(db, sql`instructor_id = ${order.instructorId}`, likeness, since)
    case 'client':
      return order.clientId === null
        ? NOTHING
        : sumByHours(db, [`client ${order.clientId}`], sql`client_id = ${order.clientId}`, likeness, since)
    case 'requester': {
      const names = order.requesters.map((personId) => `requester ${personId}`)
      return sumByHours(db, names, sql`requesters && ${[...order.requesters]}::text[]`, likeness, since)
    }
  }
}

const NOTHING = Promise.resolve<LineSum>({ sum: 0n, count: 0 })

/** Order by order: to one payee, or instructed by one person, there are never many. */
async function sumOfOrders(
  db: Executor,
  matches: RawBuilder<unknown>,
  { exceptId, before }: Likeness,
  since: Instant,
): Promise<LineSum> {
  const { rows } = await sql<SumRow>`
    SELECT coalesce(sum(amount_base_minor), 0) AS base_minor, count(*) AS orders,
           count(*) FILTER (WHERE amount_base_minor IS NULL) AS unconverted
      FROM payment_orders
     WHERE ${matches} AND counts AND id <> ${exceptId} AND created_at > ${since} AND created_at <= ${before}`.execute(
    db,
  )
  return toSum(rows)
}

/**
 * The same by whole hours, which are kept, and order by order only in the hours that the window begins and ends in. Of
 * several names an order has, it is counted under the first. `IS TRUE` keeps PostgreSQL from looking for all that anybody
 * ever asked for, instead of for what came in an hour.
 */
async function sumByHours(
  db: Executor,
  names: readonly string[],
  matches: RawBuilder<unknown>,
  { exceptId, before }: Likeness,
  since: Instant,
): Promise<LineSum> {
  const first = startOfHour(since, 1)
  const last = startOfHour(before, 0)
  const own = sql`SELECT coalesce(amount_base_minor, 0) AS base_minor, 1 AS orders,
                         (amount_base_minor IS NULL)::integer AS unconverted
                    FROM payment_orders WHERE (${matches}) IS TRUE AND counts`
  const { rows } = await sql<SumRow>`
    SELECT coalesce(sum(base_minor), 0) AS base_minor, coalesce(sum(orders), 0) AS orders,
           coalesce(sum(unconverted), 0) AS unconverted
      FROM (
        SELECT base_minor, orders, unconverted FROM line_sums
         WHERE name = any(${[...names]}::text[]) AND hour >= ${first} AND hour < ${last}
           AND name = (SELECT min(one) FROM unnest(names) AS one WHERE one = any(${[...names]}::text[]))
         UNION ALL
        SELECT -base_minor, -orders, -unconverted FROM (
          ${own} AND id = ${exceptId} AND created_at >= ${first} AND created_at < ${last}
        ) AS itself
         UNION ALL
        ${own} AND id <> ${exceptId} AND created_at > ${since} AND created_at < ${first} AND created_at <= ${before}
         UNION ALL
        ${own} AND id <> ${exceptId} AND created_at >= ${first > last ? first : last} AND created_at <= ${before}
      ) AS parts`.execute(db)
  return toSum(rows)
}

function toSum([row]: readonly SumRow[]): LineSum {
  if (row === undefined) throw new Error('A sum is always one row')
  return { sum: row.unconverted === '0' ? BigInt(row.base_minor) : null, count: Number(row.orders) }
}

const HOUR_MS = 3_600_000

/** Of the hour, in UTC, that a moment is in, or so many after it. */
function startOfHour(at: Instant, later: number): Instant {
  return new Date((Math.floor(Date.parse(at) / HOUR_MS) + later) * HOUR_MS).toISOString()
}
