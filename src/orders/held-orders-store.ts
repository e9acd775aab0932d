/** Orders on which a hold stands or stood, among those that others are handed in for: as many as there are holds. */
import { sql } from 'kysely'
import { SECURITY_REASON } from '../holds/alarm.ts'
import type { Instant } from '../domain/instant.ts'
import { RATCHET_DAYS } from '../domain/ratchet.ts'
import { BEFORE_RELEASE, UNPAID } from '../domain/subject-states.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { Likeness } from './likeness-store.ts'
import { keysOf, type OrderIndex } from './store.ts'

/**
 * The orders that were ever held by themselves, and were to the payee or account, or had the reference, in any version:
 * those that are before release, and those that ended unreleased since then, by whole days in UTC.
 */
export async function findEverHeld(
  db: Executor,
  order: OrderIndex,
  likeness: Likeness,
  since: Instant,
): Promise<string[]> {
  const keys = keysOf(order)
  const { rows } = await sql<{ id: string }>`
    SELECT DISTINCT held.id
      FROM holds
      JOIN subjects AS held ON held.id = holds.target
      JOIN payment_order_keys AS theirs ON theirs.order_id = held.id
      JOIN unnest(${keys.map((one) => one.kind)}::text[], ${keys.map((one) => one.key)}::text[]) AS own (kind, key)
        ON own.kind = theirs.kind AND own.key = theirs.key
     WHERE holds.scope = 'order' AND held.id <> ${likeness.exceptId} AND theirs.created_at <= ${likeness.before}
       AND (held.state = ANY (${[...BEFORE_RELEASE]}::text[])
            OR held.state = ANY (${[...UNPAID]}::text[])
               AND (coalesce(held.closed_at, held.updated_at) AT TIME ZONE 'UTC')::date
                   >= (${since}::timestamptz AT TIME ZONE 'UTC')::date)
     ORDER BY held.id`.execute(db)
  return rows.map((row) => row.id)
}

/**
 * Of these held orders, those for which each of these was handed in: which it supersedes, one after the other, or is like,
 * where that one ended unreleased, or is open and claimed or alarmed. By the record as it is now, so that it makes no
 * difference whether the hold was placed before or after the assessment.
 */
export async function findHandedInFor(
  db: Executor,
  orderIds: readonly string[],
  heldIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (orderIds.length === 0 || heldIds.length === 0) return new Map()
  const { rows } = await sql<{ orderId: string; heldIds: string[] }>`
    WITH RECURSIVE replaced (order_id, held_id) AS (
      SELECT id, supersedes FROM payment_orders WHERE id = ANY (${[...orderIds]}::text[]) AND supersedes IS NOT NULL
       UNION
      SELECT replaced.order_id, earlier.supersedes
        FROM replaced
        JOIN payment_orders AS earlier ON earlier.id = replaced.held_id
       WHERE earlier.supersedes IS NOT NULL
    ), alike (order_id, held_id) AS (
      SELECT later.id, held.id
        FROM subjects AS held
        JOIN payment_order_keys AS theirs ON theirs.order_id = held.id
        JOIN payment_order_keys AS own
          ON own.order_id = ANY (${[...orderIds]}::text[]) AND own.kind = theirs.kind AND own.key = theirs.key
        JOIN subjects AS later ON later.id = own.order_id
       WHERE held.id = ANY (${[...heldIds]}::text[]) AND held.id <> later.id AND theirs.created_at <= later.started_at
         AND (held.state = ANY (${[...UNPAID]}::text[])
              AND (coalesce(held.closed_at, held.updated_at) AT TIME ZONE 'UTC')::date
                  >= ((later.started_at - make_interval(hours => 24 * ${RATCHET_DAYS}::integer)) AT TIME ZONE 'UTC')::date
              OR held.state = ANY (${[...BEFORE_RELEASE]}::text[])
                 AND (EXISTS (SELECT FROM order_marks AS passed
                               WHERE passed.order_id = held.id AND passed.ended_on = 'infinity'
                                 AND passed.mark ->> 'kind' = 'unreleased')
                      OR EXISTS (SELECT FROM holds
                                  WHERE holds.scope = 'order' AND holds.target = held.id
                                    AND holds.reason = ${SECURITY_REASON})))
    )
    SELECT order_id AS "orderId", array_agg(DISTINCT held_id ORDER BY held_id) AS "heldIds"
      FROM (SELECT order_id, held_id FROM replaced WHERE held_id = ANY (${[...heldIds]}::text[])
             UNION ALL
            SELECT order_id, held_id FROM alike) AS found
     GROUP BY order_id`.execute(db)
  return new Map(rows.map((row) => [row.orderId, row.heldIds]))
}
