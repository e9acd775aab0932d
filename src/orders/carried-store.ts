/** What earlier versions of orders, and the orders that they take the place of, say that a hold could name. */
import { sql, type RawBuilder } from 'kysely'
import type { JsonObject, JsonValue } from '../domain/canonical-json.ts'
import { CARRIED_DAYS } from '../domain/carries-over.ts'
import type { ContactedBy } from '../domain/evidence.ts'
import type { Instant } from '../domain/instant.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { SaidOfOrder } from './hold-targets.ts'
import type { OrderKey } from './store.ts'

export interface Superseding {
  readonly orderId: string
  /** The earlier order that it names. */
  readonly supersedes: string
}

export interface Superseded {
  readonly orderId: string
  readonly id: string
  readonly startedAt: Instant
  /** Of its newest version. */
  readonly content: JsonObject
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
    SELECT superseded.order_id AS "orderId", superseded.id, newest.*
      FROM superseded
     CROSS JOIN LATERAL (
       SELECT subjects.started_at AS "startedAt", version.content, assessments.facts
         FROM subjects
         JOIN subject_versions AS version
           ON version.subject_id = subjects.id AND version.version = subjects.version
         JOIN assessments
           ON assessments.subject_id = subjects.id AND assessments.version = subjects.version
          AND assessments.revision = subjects.revision
        WHERE subjects.id = superseded.id
       OFFSET 0
     ) AS newest`.execute(db)
  return rows
}

export interface Said {
  /** Of the order that says it. */
  readonly id: string
  /** One version of it. */
  readonly content: SaidOfOrder
  /** How its signers said they were contacted, of whichever version. */
  readonly contactedBy: readonly ContactedBy[]
}

/** What each version of these says. */
export async function readSaid(db: Executor, orderIds: readonly string[]): Promise<Said[]> {
  if (orderIds.length === 0) return []
  const { rows } = await sql<Said>`
    SELECT id, said.* FROM unnest(${[...orderIds]}::text[]) AS id ${saidBy(sql`id`)}`.execute(db)
  return rows
}

export interface SaidAlike extends Said {
  readonly key: OrderKey
  /** When the first of those that say it was submitted; `id` is that one. */
  readonly createdAt: Instant
}

/**
 * What the unpaid orders of the last days say that had one of these keys in any version: each thing once for each key,
 * however many say it; and each of these held ones besides.
 * `OFFSET 0`: row by row, whatever the planner thinks of how many there are, or it reads the whole record for a few.
 */
export async function readSaidAlike(
  db: Executor,
  keys: readonly OrderKey[],
  heldIds: readonly string[],
): Promise<SaidAlike[]> {
  if (keys.length === 0) return []
  const { rows } = await sql<Omit<SaidAlike, 'key'> & OrderKey>`
    WITH alike AS MATERIALIZED (
      SELECT asked.kind, asked.key, theirs.order_id, theirs.created_at
        FROM unnest(${keys.map((one) => one.kind)}::text[], ${keys.map((one) => one.key)}::text[]) AS asked (kind, key)
       CROSS JOIN LATERAL (
         SELECT DISTINCT keys.order_id, keys.created_at
           FROM payment_order_keys AS keys
          WHERE order_likeness(keys.kind, keys.key) = order_likeness(asked.kind, asked.key)
            AND keys.created_at > countersign_now() - make_interval(hours => 24 * ${CARRIED_DAYS}::integer)
         OFFSET 0
       ) AS theirs
       CROSS JOIN LATERAL (
         SELECT FROM subjects WHERE subjects.id = theirs.order_id AND subjects.state <> 'executed' OFFSET 0
       ) AS unpaid
    )
    SELECT alike.kind, alike.key, said.content, said."contactedBy", min(alike.created_at) AS "createdAt",
           (array_agg(alike.order_id ORDER BY alike.created_at))[1] AS id
      FROM alike ${saidBy(sql`alike.order_id`)}
     GROUP BY alike.kind, alike.key, said.content, said."contactedBy",
              CASE WHEN alike.order_id = ANY (${[...heldIds]}::text[]) THEN alike.order_id END
     ORDER BY alike.kind, alike.key, min(alike.created_at)`.execute(db)
  return rows.map(({ kind, key, ...said }) => ({ ...said, key: { kind, key } }))
}

/** What a hold can name, and nothing that is another text with each order. */
function saidBy(id: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
     CROSS JOIN LATERAL (
       SELECT jsonb_build_object(
                'entity', version.content -> 'entity',
                'counterpartyId', version.content -> 'counterpartyId',
                'requesters', version.content -> 'requesters',
                'instruction', jsonb_build_object(
                  'channel', version.content #> '{instruction,channel}',
                  'instructedBy', CASE WHEN version.content #>> '{instruction,instructedBy,kind}' = 'person'
                                       THEN version.content #> '{instruction,instructedBy}' ELSE 'null' END),
                'earlier', coalesce(version.content -> 'earlier', '{"channels": [], "instructors": []}')
              ) AS content,
              ARRAY(SELECT DISTINCT evidence.contacted_by
                      FROM evidence
                     WHERE evidence.subject_id = ${id} AND evidence.contacted_by <> 'none'
                     ORDER BY evidence.contacted_by) AS "contactedBy"
         FROM subject_versions AS version
        WHERE version.subject_id = ${id}
       OFFSET 0
     ) AS said`
}
