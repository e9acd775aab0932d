import { sql } from 'kysely'

import type { JsonObject } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import type { OutboxMessage } from './outbox.ts'
import type { Db } from './postgres/database.ts'
import { transaction } from './postgres/transaction.ts'

export type MessageKind = OutboxMessage['kind']

/** A message that one relay has claimed: until `leaseMs` is over, no other relay takes it. */
export interface ClaimedMessage {
  readonly id: string
  readonly kind: MessageKind
  readonly subjectType: string | null
  readonly subjectId: string | null
  readonly payload: JsonObject
  /** The trace in which it was written (W3C Trace Context); null where nothing was traced. */
  readonly traceparent: string | null
  readonly createdAt: Instant
  readonly sequence: string | null
  /** Counts this one. */
  readonly attempts: number
}

/** Arbitrary and fixed. Held until commit, so the numbers become visible in the order they were given. */
const SEQUENCE_LOCK = 7_021_903_116

/** Gives committed events their place in `events`. Returns how many it placed. */
export async function sequenceEvents(db: Db, limit: number): Promise<number> {
  return transaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(${SEQUENCE_LOCK})`.execute(tx)
    // A statement of its own: only one that begins under the lock sees what the holder before us wrote.
    const { numAffectedRows } = await sql`
      with last as (select coalesce(max(sequence), 0) as sequence from events),
      batch as (
        select id, row_number() over (order by created_at, id) as position
        from outbox where kind = 'event' and sequence is null
        order by created_at, id limit ${limit}
      ),
      placed as (
        update outbox set sequence = last.sequence + batch.position
        from batch, last where outbox.id = batch.id
        returning outbox.sequence, payload, subject_type, subject_id, created_at, traceparent
      )
      insert into events (sequence, id, type, subject_type, subject_id, data, occurred_at, traceparent)
      select sequence, payload->>'eventId', payload->>'type', subject_type, subject_id, payload->'data', created_at,
        traceparent
      from placed
    `.execute(tx)
    return Number(numAffectedRows ?? 0n)
  })
}

/** Takes due messages of one kind. No lock outlives this statement: a relay that dies merely lets its lease run out. */
export async function claimDue(
  db: Db,
  claim: { readonly kind: MessageKind; readonly limit: number; readonly leaseMs: number },
): Promise<ClaimedMessage[]> {
  const { rows } = await sql<ClaimedMessage>`
    update outbox set attempts = attempts + 1, next_at = clock_timestamp() + ${claim.leaseMs} * interval '1 millisecond'
    where id in (
      select id from outbox
      where kind = ${claim.kind} and (kind <> 'event' or sequence is not null)
        and next_at <= (select clock_timestamp())
      order by next_at limit ${claim.limit}
      for update skip locked
    )
    returning id, kind, subject_type as "subjectType", subject_id as "subjectId", payload,
      traceparent, created_at as "createdAt", sequence, attempts
  `.execute(db)
  return rows
}

export async function settle(db: Db, id: string): Promise<void> {
  await sql`delete from outbox where id = ${id}`.execute(db)
}

/** Milliseconds until the next message of this kind is due, claimed ones by the end of their lease; null: none. */
export async function nextDueMs(db: Db, kind: MessageKind): Promise<number | null> {
  const { rows } = await sql<{ ms: number | null }>`
    select (extract(epoch from min(next_at) - clock_timestamp()) * 1000)::float8 as ms
    from outbox where kind = ${kind} and (kind <> 'event' or sequence is not null)
  `.execute(db)
  return rows[0]?.ms ?? null
}

/** Does nothing when the lease ran out meanwhile and another relay has the message. */
export async function postpone(db: Db, message: ClaimedMessage, delayMs: number): Promise<void> {
  await sql`
    update outbox set next_at = clock_timestamp() + ${delayMs} * interval '1 millisecond'
    where id = ${message.id} and attempts = ${message.attempts}
  `.execute(db)
}
