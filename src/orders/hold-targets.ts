import type { HoldTarget } from '../consent/subject-kind.ts'
import type { OrderContent } from '../domain/payment-order.ts'
import { peopleNamed, whoAsked, type SaidInFacts } from '../domain/who-asked.ts'

/**
 * What a hold would have to name to stop this order, `everything` aside; whichever version, signer or earlier order it
 * was that named it. What stops an order stops what is handed in again for it.
 */
export function orderHoldTargets(orderId: string, content: OrderContent, facts: SaidInFacts): HoldTarget[] {
  const asked = whoAsked(content, facts)
  const orders = new Set([orderId, ...asked.orders])
  return [
    ...[...orders].map((target) => ({ scope: 'order' as const, target })),
    { scope: 'entity', target: content.entity },
    ...asked.channels.map((target) => ({ scope: 'channel' as const, target })),
    ...(content.counterpartyId === null ? [] : [{ scope: 'counterparty' as const, target: content.counterpartyId }]),
    ...peopleNamed(asked).map((target) => ({ scope: 'person' as const, target })),
  ]
}
