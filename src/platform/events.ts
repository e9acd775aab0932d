import { sql } from 'kysely'

import type { JsonObject } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import type { Executor } from './postgres/database.ts'

/** What webhooks and `GET /v1/events` carry. */
export interface PublishedEvent {
  readonly id: string
  readonly type: string
  readonly sequence: number
  readonly subjectType: string | null
  readonly subjectId: string
  readonly data: JsonObject
  readonly occurredAt: Instant
}

type EventRow = Omit<PublishedEvent, 'sequence'> & { readonly sequence: string }

/** Events with a sequence above `after`, in order. Asking again from the last one seen never misses one. */
export async function readEvents(db: Executor, after: number, limit: number): Promise<PublishedEvent[]> {
  const { rows } = await sql<EventRow>`
    select id, type, sequence, subject_type as "subjectType", subject_id as "subjectId", data,
      occurred_at as "occurredAt"
    from events where sequence > ${after} order by sequence limit ${limit}
  `.execute(db)
  return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }))
}

/** The trace in which something last happened to a subject; null where nothing was traced. `db` as `worker`. */
export async function readTraceOf(db: Executor, subjectId: string): Promise<string | null> {
  // What is not placed yet is newer than anything that is.
  const { rows } = await sql<{ traceparent: string | null }>`
    select coalesce(
      (select traceparent from outbox
        where kind = 'event' and sequence is null and subject_id = ${subjectId} order by created_at desc, id desc limit 1),
      (select traceparent from events where subject_id = ${subjectId} order by sequence desc limit 1)
    ) as traceparent
  `.execute(db)
  return rows[0]?.traceparent ?? null
}
