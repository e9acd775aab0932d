import { PermanentFailure } from '../../platform/queue/job-queue.ts'
import { deliverWebhook, type WebhookSender } from './deliver-webhook.ts'
import { createEndpointLanes } from './endpoint-lanes.ts'

/**
 * Delivers right where the event is passed on: most are taken at once, and to queue one costs more than to post it.
 * False where the queue has to: the endpoint did not take it, or is not worth waiting for just now.
 */
export type FirstTry = (endpointId: string, eventId: string) => Promise<boolean>

/** Whoever passes events on waits this long at most; the queue then waits as long as the standard says. */
const PATIENCE_MS = 2_000
/** An endpoint that failed costs nobody else a wait for as long as this. */
const REST_MS = 60_000
/** Of one endpoint, by one process. */
const AT_ONCE = 20

export function createFirstTry(sender: WebhookSender, { restMs = REST_MS } = {}): FirstTry {
  const lanes = createEndpointLanes(AT_ONCE)
  const resting = new Map<string, number>()
  const patience = Math.min(sender.timeoutMs ?? PATIENCE_MS, PATIENCE_MS)

  return async (endpointId, eventId) => {
    if ((resting.get(endpointId) ?? 0) > performance.now()) return false
    if (!lanes.enter(endpointId)) return false
    try {
      await deliverWebhook({ ...sender, timeoutMs: patience }, endpointId, eventId)
      resting.delete(endpointId)
      return true
    } catch (error) {
      if (error instanceof PermanentFailure) return true
      resting.set(endpointId, performance.now() + restMs)
      return false
    } finally {
      lanes.leave(endpointId)
    }
  }
}
