/** The unreleased orders that others take the place of. */
import { sql } from 'kysely'
import type { ContactedBy } from '../domain/evidence.ts'
import type { ReplacedBy } from '../domain/replaces.ts'
import { BEFORE_RELEASE, UNPAID } from '../domain/subject-states.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { SaidOfOrder } from './hold-targets.ts'

export interface Replacing {
  readonly orderId: string
  readonly by: readonly ReplacedBy[]
}

/** An earlier order, and what it says, or said in any version, that a hold could name. */
export interface Replaced {
  /** The later one. */
  readonly orderId: string
  readonly id: string
  readonly content: SaidOfOrder
  /** How its signers said they were contacted, of whichever version. */
  readonly contactedBy: readonly ContactedBy[]
}

/**
 * Those that were submitted before the newest version of the later one, in whichever version they were like it, and
 * however many others took their place in between. `OFFSET 0`: row by row, whatever the planner thinks of how many there
 * are, or it reads the whole record for a few.
 */
export async function findReplaced(db: Executor, replacing: readonly Replacing[]): Promise<Replaced[]> {
  const ids = replacing.map((one) => one.orderId)
  const asking = (by: ReplacedBy) => replacing.map((one) => one.by.includes(by))
  const { rows } = await sql<Replaced>`
    WITH RECURSIVE later AS (
      SELECT *
        FROM unnest(${ids}::text[], ${asking('supersedes')}::boolean[], ${asking('payment')}::boolean[],
                    ${asking('account')}::boolean[]) AS asked (id, by_supersedes, by_payment, by_account)
       CROSS JOIN LATERAL (
         SELECT subjects.version, subjects.started_at, payee.key AS payee
           FROM subjects
           JOIN payment_order_keys AS payee
             ON payee.order_id = subjects.id AND payee.version = subjects.version AND payee.kind = 'payee'
          WHERE subjects.id = asked.id
         OFFSET 0
       ) AS newest
    ), superseded (order_id, id) AS (
      SELECT later.id, own.supersedes
        FROM later
        JOIN payment_orders AS own ON own.id = later.id
       WHERE later.by_supersedes AND own.supersedes IS NOT NULL
       UNION
      SELECT superseded.order_id, between_them.supersedes
        FROM superseded
        JOIN payment_orders AS between_them ON between_them.id = superseded.id
       WHERE between_them.supersedes IS NOT NULL
    ), alike (order_id, id) AS (
      SELECT later.id, theirs.order_id
        FROM later
        JOIN payment_order_keys AS own
          ON own.order_id = later.id AND own.version = later.version
         AND (own.kind = 'account' AND later.by_account OR own.kind = 'reference' AND later.by_payment)
       CROSS JOIN LATERAL (
         SELECT keys.order_id
           FROM payment_order_keys AS keys
          WHERE order_likeness(keys.kind, keys.key) = order_likeness(own.kind, own.key)
            AND keys.created_at <= later.started_at
         OFFSET 0
       ) AS theirs
       WHERE own.kind = 'account'
          OR later.payee = ANY (ARRAY(SELECT payees.key FROM payment_order_keys AS payees
                                       WHERE payees.order_id = theirs.order_id AND payees.kind = 'payee'))
    )
    SELECT found.order_id AS "orderId", earlier.id,
           jsonb_build_object(
             'entity', earlier.content -> 'entity',
             'counterpartyId', earlier.content -> 'counterpartyId',
             'requesters', earlier.content -> 'requesters',
             'instruction', earlier.content -> 'instruction',
             'earlier', coalesce(earlier.content -> 'earlier', '{"channels": [], "instructors": []}')
           ) AS content,
           ARRAY(SELECT DISTINCT evidence.contacted_by
                   FROM evidence
                  WHERE evidence.subject_id = earlier.id AND evidence.contacted_by <> 'none') AS "contactedBy"
      FROM (SELECT * FROM superseded UNION SELECT * FROM alike) AS found
     CROSS JOIN LATERAL (
       SELECT subjects.id, version.content
         FROM subjects
         JOIN subject_versions AS version
           ON version.subject_id = subjects.id AND version.version = subjects.version
        WHERE subjects.id = found.id AND subjects.id <> found.order_id
          AND subjects.state = ANY (${[...BEFORE_RELEASE, ...UNPAID]}::text[])
       OFFSET 0
     ) AS earlier`.execute(db)
  return rows
}
