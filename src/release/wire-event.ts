import type { JsonObject } from '../domain/canonical-json.ts'
import type { PublishedEvent } from '../platform/events.ts'

/** An event as it leaves the house: the same members by webhook and by `GET /v1/events`. */
export function wireEvent({ id, type, occurredAt, sequence, data }: PublishedEvent): JsonObject {
  return { id, type, occurredAt, sequence, data }
}
