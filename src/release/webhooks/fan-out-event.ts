import type { PublishedEvent } from '../../platform/events.ts'
import type { Db } from '../../platform/postgres/database.ts'
import type { JobQueue } from '../../platform/queue/job-queue.ts'
import { enqueueDelivery } from './delivery-job.ts'
import { createDeliveryLedger, type DeliveryLedger } from './delivery-ledger.ts'
import type { FirstTry } from './first-try.ts'
import type { DeliveryTarget } from './store.ts'

export interface FanOut {
  /** As `worker`. */
  readonly db: Db
  readonly jobs: JobQueue
  /** Before a job is made of it; without, everything goes through the queue. */
  readonly firstTry?: FirstTry
  /** One for all that is passed on, so that it asks once for what comes together. */
  readonly ledger?: DeliveryLedger
}

/**
 * To each active endpoint of every client that may see the event: at once, or by a job. Told again of the same event,
 * as the outbox's relay may, it delivers and enqueues nothing twice that has been taken. `traceparent` is the trace in
 * which the event happened.
 */
export async function fanOutEvent(
  { db, jobs, firstTry, ledger = createDeliveryLedger(db) }: FanOut,
  event: PublishedEvent,
  traceparent: string | null = null,
): Promise<void> {
  const handOver = async (target: DeliveryTarget): Promise<void> => {
    if ((await firstTry?.(target, { event, traceparent })) === true) return
    const { endpointId, eventId } = target
    // On record before it is a job, so that it can be seen to wait.
    await ledger.record({ endpointId, eventId, status: null, isTaken: false })
    await enqueueDelivery(jobs, { endpointId, eventId, deferrals: 0 })
  }
  await Promise.all((await ledger.targetsOf(event)).map(handOver))
}
