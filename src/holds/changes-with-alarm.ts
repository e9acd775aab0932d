import type { Instant } from '../domain/instant.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readTargetsHeldSince } from './store.ts'

/** Ids of what was held by itself since then, lifted by now or not; of what is no payment, nothing but an alarm is. */
export async function changesWithAlarm(db: Executor, since: Instant): Promise<string[]> {
  return readTargetsHeldSince(db, 'order', since)
}
