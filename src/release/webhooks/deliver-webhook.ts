import { PermanentFailure } from '../../platform/queue/job-queue.ts'
import { readEvent } from '../event-store.ts'
import { attemptDelivery, type WebhookSender } from './attempt-delivery.ts'
import { giveUpEndpoint } from './give-up-endpoint.ts'
import { readTarget, recordTries } from './store.ts'

/**
 * One try of the queue's to hand an event to an endpoint. Returns when it was taken, or nobody wants it any more;
 * throws what the queue tries again, and `PermanentFailure` when trying again is pointless.
 */
export async function deliverWebhook(sender: WebhookSender, endpointId: string, eventId: string): Promise<void> {
  const { db } = sender
  const target = await readTarget(db, endpointId, eventId)
  if (target === null) return
  const traced = await readEvent(db, eventId)
  if (traced === null) throw new PermanentFailure(`There is no event ${eventId}`)

  const { status, isTaken, isGone, failure } = await attemptDelivery(sender, target, traced)
  await recordTries(db, [{ endpointId, eventId, status, isTaken }])
  if (isGone) {
    await giveUpEndpoint(db, endpointId, target.clientId)
    throw new PermanentFailure(`Endpoint ${endpointId} answered 410 Gone and is disabled`)
  }
  if (failure !== null) throw failure
}
