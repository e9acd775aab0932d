/** What orders pass on to those like them: migration 0163. */
import { sql } from 'kysely'
import type { Instant } from '../domain/instant.ts'
import type { RatchetMark } from '../domain/ratchet.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'
import type { Likeness } from './likeness-store.ts'
import { keysOf, type OrderIndex } from './store.ts'

export interface FoundMark {
  readonly mark: RatchetMark
  /** The newest of the orders that pass it on. */
  readonly orderId: string
}

/**
 * What orders that were to the payee or account, or had the reference, in any version, pass on: those that are before
 * release, and those that ended since then, by whole days in UTC. How many there are makes no difference: for each day
 * the index is asked for one mark after the other, and for the newest order that passes it on.
 */
export async function findMarks(
  db: Executor,
  order: OrderIndex,
  likeness: Likeness,
  since: Instant,
): Promise<FoundMark[]> {
  const keys = keysOf(order)
  const { rows } = await sql<FoundMark>`
    SELECT DISTINCT ON (found.mark_digest) found.mark, found.order_id AS "orderId"
      FROM unnest(${keys.map((one) => one.kind)}::text[], ${keys.map((one) => one.key)}::text[]) AS wanted (kind, key)
     CROSS JOIN LATERAL (SELECT order_likeness(wanted.kind, wanted.key) AS likeness) AS alike
     CROSS JOIN LATERAL (
       WITH RECURSIVE bucket AS (
         (SELECT first.ended_on, first.mark_digest
            FROM order_marks AS first
           WHERE first.likeness = alike.likeness AND first.ended_on >= (${since}::timestamptz AT TIME ZONE 'UTC')::date
           ORDER BY first.ended_on, first.mark_digest
           LIMIT 1)
          UNION ALL
         SELECT following.ended_on, following.mark_digest
           FROM bucket
          CROSS JOIN LATERAL (
            SELECT next.ended_on, next.mark_digest
              FROM order_marks AS next
             WHERE next.likeness = alike.likeness
               AND (next.ended_on, next.mark_digest) > (bucket.ended_on, bucket.mark_digest)
             ORDER BY next.ended_on, next.mark_digest
             LIMIT 1
          ) AS following
       )
       SELECT bucket.ended_on, bucket.mark_digest, newest.created_at, newest.order_id, newest.mark
         FROM bucket
        CROSS JOIN LATERAL (
          SELECT one.created_at, one.order_id, one.mark
            FROM order_marks AS one
           WHERE one.likeness = alike.likeness AND one.ended_on = bucket.ended_on
             AND one.mark_digest = bucket.mark_digest
             AND one.created_at <= ${likeness.before} AND one.order_id <> ${likeness.exceptId}
           ORDER BY one.created_at DESC, one.order_id DESC
           LIMIT 1
        ) AS newest
     ) AS found
     ORDER BY found.mark_digest, found.ended_on DESC, found.created_at DESC, found.order_id DESC`.execute(db)
  return rows
}

/** `endedAt` is null while the order is before release: then they are its own until it is released or ends. */
export async function insertMarks(
  tx: Tx,
  orderId: string,
  marks: readonly RatchetMark[],
  endedAt: Instant | null,
): Promise<void> {
  await sql`
    INSERT INTO order_marks (likeness, ended_on, mark_digest, created_at, order_id, mark)
    SELECT DISTINCT order_likeness(own.kind, own.key),
           coalesce((${endedAt}::timestamptz AT TIME ZONE 'UTC')::date, 'infinity'::date),
           mark_digest(mark), own.created_at, own.order_id, mark
      FROM payment_order_keys AS own
     CROSS JOIN jsonb_array_elements(${JSON.stringify(marks)}::jsonb) AS passed (mark)
     WHERE own.order_id = ${orderId} AND own.kind <> 'payment'
        ON CONFLICT DO NOTHING`.execute(tx)
}

export async function deleteOpenMarks(tx: Tx, orderId: string): Promise<void> {
  await sql`DELETE FROM order_marks WHERE order_id = ${orderId} AND ended_on = 'infinity'`.execute(tx)
}
