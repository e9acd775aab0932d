import type { TracedEvent } from '../event-store.ts'
import { attemptDelivery, type WebhookSender } from './attempt-delivery.ts'
import { createDeliveryLedger } from './delivery-ledger.ts'
import { createEndpointLanes } from './endpoint-lanes.ts'
import { giveUpEndpoint } from './give-up-endpoint.ts'
import type { DeliveryTarget } from './store.ts'

/**
 * Delivers right where the event is passed on: most are taken at once, and to queue one costs more than to post it.
 * False where the queue has to: the endpoint did not take it, or is not worth waiting for just now.
 */
export type FirstTry = (target: DeliveryTarget, traced: TracedEvent) => Promise<boolean>

/** Whoever passes events on waits this long at most; the queue then waits as long as the standard says. */
const PATIENCE_MS = 2_000
/** An endpoint that failed costs nobody else a wait for as long as this. */
const REST_MS = 60_000
/** Of one endpoint, by one process. */
const AT_ONCE = 20

export function createFirstTry(
  sender: WebhookSender,
  { restMs = REST_MS, ledger = createDeliveryLedger(sender.db) } = {},
): FirstTry {
  const lanes = createEndpointLanes(AT_ONCE)
  const resting = new Map<string, number>()
  const timeoutMs = Math.min(sender.timeoutMs ?? PATIENCE_MS, PATIENCE_MS)

  async function tryOnce(target: DeliveryTarget, traced: TracedEvent): Promise<boolean> {
    const { endpointId, eventId, clientId } = target
    const { status, isTaken, isGone } = await attemptDelivery({ ...sender, timeoutMs }, target, traced)
    if (isTaken || isGone) resting.delete(endpointId)
    else resting.set(endpointId, performance.now() + restMs)
    await ledger.record({ endpointId, eventId, status, isTaken })
    if (isGone) await giveUpEndpoint(sender.db, endpointId, clientId)
    return isTaken || isGone
  }

  return async (target, traced) => {
    const { endpointId } = target
    if ((resting.get(endpointId) ?? 0) > performance.now()) return false
    if (!lanes.enter(endpointId)) return false
    try {
      return await tryOnce(target, traced)
    } finally {
      lanes.leave(endpointId)
    }
  }
}
