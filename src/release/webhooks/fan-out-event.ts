import { now as readNow } from '../../platform/clock.ts'
import type { PublishedEvent } from '../../platform/events.ts'
import type { Db } from '../../platform/postgres/database.ts'
import type { JobQueue } from '../../platform/queue/job-queue.ts'
import { readClientsThatSee } from '../event-store.ts'
import { enqueueDelivery } from './delivery-job.ts'
import { openDelivery, readActiveEndpointIds } from './store.ts'

/**
 * One job for each active endpoint of every client that may see the event. Told again of the same event, as the
 * outbox's relay may, it enqueues nothing twice. `db` as `worker`.
 */
export async function fanOutEvent({ db, jobs }: { db: Db; jobs: JobQueue }, event: PublishedEvent): Promise<void> {
  const endpoints = await readActiveEndpointIds(db, await readClientsThatSee(db, event))
  if (endpoints.length === 0) return
  const now = await readNow(db)
  for (const endpointId of endpoints) {
    const isDue = await openDelivery(db, endpointId, event.id, now)
    if (isDue) await enqueueDelivery(jobs, { endpointId, eventId: event.id, deferrals: 0 })
  }
}
