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
