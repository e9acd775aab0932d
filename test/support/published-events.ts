import type { Executor } from '../../src/platform/postgres/database.ts'
import type { PublishedEvent } from '../../src/platform/events.ts'
import { readVisibleEvents } from '../../src/release/event-store.ts'

/** What an auditor reads of `GET /v1/events`. */
export async function readEvents(db: Executor, after: number, limit: number): Promise<PublishedEvent[]> {
  return (await readVisibleEvents(db, { clientId: null, after, limit })).events
}
