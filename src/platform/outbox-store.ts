import { sql } from 'kysely'

import type { JsonObject } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import type { OutboxMessage } from './outbox.ts'
import type { Db } from './postgres/database.ts'

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

/** Gives committed events their place in `events`, by migration 0123. Returns how many it placed. */
export async function sequenceEvents(db: Db, limit: number): Promise<number> {
  const { rows } = await sql<{ placed: string }>`select place_events(${limit}) as placed`.execute(db)
  return Number(rows[0]?.placed ?? 0)
}

export interface Claim {
  readonly messages: readonly ClaimedMessage[]
  /** Milliseconds until the next of the others is due, claimed ones by the end of their lease; null: none. */
  readonly nextDueMs: number | null
}

/** Takes due messages of one kind. No lock outlives this statement: a relay that dies merely lets its lease run out. */
export async function claimDue(
  db: Db,
  claim: { readonly kind: MessageKind; readonly limit: number; readonly leaseMs: number },
): Promise<Claim> {
  const { rows } = await sql<{ readonly nextDueMs: number | null } & (ClaimedMessage | { readonly id: null })>`
    with claimed as (
      update outbox
      set attempts = attempts + 1, next_at = clock_timestamp() + ${claim.leaseMs} * interval '1 millisecond'
      where id in (
        select id from outbox
        where kind = ${claim.kind} and (kind <> 'event' or sequence is not null)
          and next_at <= (select clock_timestamp())
        order by next_at limit ${claim.limit}
        for update skip locked
      )
      returning id, kind, subject_type as "subjectType", subject_id as "subjectId", payload,
        traceparent, created_at as "createdAt", sequence, attempts
    ),
    next as (
      select min(next_at) as at from outbox
      where kind = ${claim.kind} and (kind <> 'event' or sequence is not null) and id not in (select id from claimed)
    )
    select claimed.*, (extract(epoch from next.at - clock_timestamp()) * 1000)::float8 as "nextDueMs"
    from next left join claimed on true
    order by claimed.sequence
  `.execute(db)
  const messages = rows.flatMap((row) => (row.id === null ? [] : [row]))
  return { messages, nextDueMs: rows[0]?.nextDueMs ?? null }
}

export async function settle(db: Db, ids: readonly string[]): Promise<void> {
  await sql`delete from outbox where id = any(${ids}::uuid[])`.execute(db)
}

/** Does nothing when the lease ran out meanwhile and another relay has the message. */
export async function postpone(db: Db, message: ClaimedMessage, delayMs: number): Promise<void> {
  await sql`
    update outbox set next_at = clock_timestamp() + ${delayMs} * interval '1 millisecond'
    where id = ${message.id} and attempts = ${message.attempts}
  `.execute(db)
}
