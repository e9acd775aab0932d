/**
 * Which events who may see. A payment's events are its own client's; holds, cases and changes concern every client
 * that has the scope `events:read`.
 */
import { sql } from 'kysely'
import type { PublishedEvent } from '../platform/events.ts'
import type { Executor } from '../platform/postgres/database.ts'

type EventRow = Omit<PublishedEvent, 'sequence'> & { readonly sequence: string }

/** With the trace in which it happened; null where nothing was traced. */
export interface TracedEvent {
  readonly event: PublishedEvent
  readonly traceparent: string | null
}

/** Payments in the contract's event types: `payment_order.…`, `payment_batch.…`. */
const PAYMENT_EVENTS = 'payment\\_%'

const columns = sql`
  events.id, events.type, events.sequence, events.subject_type as "subjectType", events.subject_id as "subjectId",
  events.data, events.occurred_at as "occurredAt"`

/** `db` as `worker`. */
export async function readEvent(db: Executor, id: string): Promise<TracedEvent | null> {
  const query = sql<EventRow & Pick<TracedEvent, 'traceparent'>>`
    select ${columns}, events.traceparent from events where id = ${id}`
  const [row] = (await query.execute(db)).rows
  return row === undefined ? null : { event: toEvent(row), traceparent: row.traceparent }
}

export interface EventPage {
  /** Null: everything, for those who audit. */
  readonly clientId: string | null
  readonly after: number
  readonly limit: number
}

/**
 * Visible events above `after`, in order, and where to go on from: past everything that was looked at, so that a
 * client with few events of its own does not read the others' over and over.
 */
export async function readVisibleEvents(
  db: Executor,
  { clientId, after, limit }: EventPage,
): Promise<{ events: PublishedEvent[]; next: number }> {
  const visible =
    clientId === null ? sql`true` : sql`(events.type not like ${PAYMENT_EVENTS} or ${ownerOfEvent} = ${clientId})`
  // One statement, one snapshot: an event published meanwhile is in neither half, so `next` never skips it.
  const { rows } = await sql<(EventRow | { readonly id: null }) & { readonly newest: string }>`
    with newest as (select coalesce(max(sequence), 0) as sequence from events)
    select ${columns}, newest.sequence as newest from newest
    left join lateral (
      select * from events where sequence > ${after} and ${visible} order by sequence limit ${limit}
    ) as events on true
    order by events.sequence
  `.execute(db)
  const events = rows.flatMap((row) => (row.id === null ? [] : [toEvent(row)]))
  const newest = Number(rows[0]?.newest ?? 0)
  const next = events.length === limit ? (events.at(-1)?.sequence ?? after) : Math.max(after, newest)
  return { events, next }
}

const ownerOfEvent = sql`(
  select client_id from payment_orders where id = events.subject_id
  union all select client_id from payment_batches where id = events.subject_id)`

/** Active clients whose endpoints are told of an event of `events`: a table for `lateral`, by `id`. */
export const clientsThatSee = sql`(
  select clients.id
  -- Kept apart by offset 0, so that the owner is looked up once and not for each client.
  from (select events.type like ${PAYMENT_EVENTS} as is_payment, ${ownerOfEvent} as owner_id offset 0) as told, clients
  where clients.state = 'active'
    and case when told.is_payment then clients.id = told.owner_id else 'events:read' = any (clients.scopes) end
)`

function toEvent({ id, type, sequence, subjectType, subjectId, data, occurredAt }: EventRow): PublishedEvent {
  return { id, type, sequence: Number(sequence), subjectType, subjectId, data, occurredAt }
}
