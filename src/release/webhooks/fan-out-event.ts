import type { PublishedEvent } from '../../platform/events.ts'
import type { Db } from '../../platform/postgres/database.ts'
import type { JobQueue } from '../../platform/queue/job-queue.ts'
import { readClientsThatSee } from '../event-store.ts'
import { enqueueDelivery } from './delivery-job.ts'
import type { FirstTry } from './first-try.ts'
import { openDelivery, readActiveEndpointIds } from './store.ts'

export interface FanOut {
  /** As `worker`. */
  readonly db: Db
  readonly jobs: JobQueue
  /** Before a job is made of it; without, everything goes through the queue. */
  readonly firstTry?: FirstTry
}

/**
 * To each active endpoint of every client that may see the event: at once, or by a job. Told again of the same event,
 * as the outbox's relay may, it delivers and enqueues nothing twice that has been taken.
 */
export async function fanOutEvent({ db, jobs, firstTry }: FanOut, event: PublishedEvent): Promise<void> {
  const endpoints = await readActiveEndpointIds(db, await readClientsThatSee(db, event))
  if (endpoints.length === 0) return
  const handOver = async (endpointId: string): Promise<void> => {
    const isDue = await openDelivery(db, endpointId, event.id)
    if (!isDue || (await firstTry?.(endpointId, event.id)) === true) return
    await enqueueDelivery(jobs, { endpointId, eventId: event.id, deferrals: 0 })
  }
  await Promise.all(endpoints.map(handOver))
}
