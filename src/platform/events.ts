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
