/** What earlier versions of orders, and the orders that they take the place of, say that a hold could name. */
import { sql } from 'kysely'
import { CARRIED_DAYS, type CarriedBy } from '../domain/carries-over.ts'
import type { JsonValue } from '../domain/canonical-json.ts'
import type { ContactedBy } from '../domain/evidence.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { SaidOfOrder } from './hold-targets.ts'

export interface Superseding {
  readonly orderId: string
  /** The earlier order that it names. */
  readonly supersedes: string
}

export interface Superseded {
  readonly orderId: string
  readonly id: string
  /** Of its newest assessment. */
  readonly facts: JsonValue
}

/** Those that each of these supersedes, one after the other. */
export async function findSuperseded(db: Executor, superseding: readonly Superseding[]): Promise<Superseded[]> {
  if (superseding.length === 0) return []
  const { rows } = await sql<Superseded>`
    WITH RECURSIVE superseded (order_id, id) AS (
      SELECT * FROM unnest(${superseding.map((one) => one.orderId)}::text[],
                           ${superseding.map((one) => one.supersedes)}::text[])
       UNION
      SELECT superseded.order_id, later.supersedes
        FROM superseded
        JOIN payment_orders AS later ON later.id = superseded.id
       WHERE later.supersedes IS NOT NULL
    )
    SELECT superseded.order_id AS "orderId", superseded.id, newest.facts
      FROM superseded
     CROSS JOIN LATERAL (
       SELECT assessments.facts
         FROM subjects
         JOIN assessments
           ON assessments.subject_id = subjects.id AND assessments.version = subjects.version
          AND assessments.revision = subjects.revision
        WHERE subjects.id = superseded.id
       OFFSET 0
     ) AS newest`.execute(db)
  return rows
}

/** An order, or one that it supersedes, and by what it is like others. */
export interface Like {
  readonly orderId: string
  readonly id: string
  readonly by: readonly CarriedBy[]
}

export interface Said {
  readonly orderId: string
  /** Which order says it: itself, one that it supersedes, or one that is like either. */
  readonly by: string
  /** One version of it. */
  readonly content: SaidOfOrder
  /** How its signers said they were contacted, of whichever version. */
  readonly contactedBy: readonly ContactedBy[]
}

/**
 * What they say, and what the unpaid orders say that are like their newest version in any version. Where people have
 * vetted the account, an order is like those before it alone; where nobody has, whichever comes first.
 * `OFFSET 0`: row by row, whatever the planner thinks of how many there are, or it reads the whole record for a few.
 */
export async function readSaid(db: Executor, likes: readonly Like[]): Promise<Said[]> {
  const asking = (by: CarriedBy) => likes.map((one) => one.by.includes(by))
  const { rows } = await sql<Said>`
    WITH member AS (
      SELECT *
        FROM unnest(${likes.map((one) => one.orderId)}::text[], ${likes.map((one) => one.id)}::text[],
                    ${asking('payment')}::boolean[], ${asking('account')}::boolean[], ${asking('payee')}::boolean[])
          AS asked (order_id, id, by_payment, by_account, by_payee)
       CROSS JOIN LATERAL (
         SELECT subjects.version, subjects.started_at FROM subjects WHERE subjects.id = asked.id OFFSET 0
       ) AS newest
    ), found AS (
      SELECT member.order_id, member.id FROM member
       UNION
      SELECT member.order_id, theirs.order_id
        FROM member
        JOIN payment_order_keys AS own
          ON own.order_id = member.id AND own.version = member.version
         AND (own.kind = 'payment' AND member.by_payment OR own.kind = 'account' AND member.by_account
              OR own.kind = 'payee' AND member.by_payee)
       CROSS JOIN LATERAL (
         SELECT keys.order_id
           FROM payment_order_keys AS keys
          WHERE order_likeness(keys.kind, keys.key) = order_likeness(own.kind, own.key)
            AND keys.created_at > member.started_at - make_interval(hours => 24 * ${CARRIED_DAYS}::integer)
            AND (own.kind <> 'payment' OR keys.created_at <= member.started_at)
         OFFSET 0
       ) AS theirs
       CROSS JOIN LATERAL (
         SELECT FROM subjects WHERE subjects.id = theirs.order_id AND subjects.state <> 'executed' OFFSET 0
       ) AS unpaid
    )
    SELECT found.order_id AS "orderId", found.id AS by, said.content,
           ARRAY(SELECT DISTINCT evidence.contacted_by
                   FROM evidence
                  WHERE evidence.subject_id = found.id AND evidence.contacted_by <> 'none') AS "contactedBy"
      FROM found
     CROSS JOIN LATERAL (
       SELECT jsonb_build_object(
                'entity', version.content -> 'entity',
                'counterpartyId', version.content -> 'counterpartyId',
                'requesters', version.content -> 'requesters',
                'instruction', version.content -> 'instruction',
                'earlier', coalesce(version.content -> 'earlier', '{"channels": [], "instructors": []}')
              ) AS content
         FROM subject_versions AS version
        WHERE version.subject_id = found.id
       OFFSET 0
     ) AS said
     ORDER BY found.order_id, found.id <> found.order_id, found.id`.execute(db)
  return rows
}
