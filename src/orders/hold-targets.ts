import type { HoldTarget } from '../consent/subject-kind.ts'
import { channelsNamed, instructorsNamed, type OrderContent } from '../domain/payment-order.ts'

/** What a hold would have to name to stop this order, `everything` aside; in whichever version it was named. */
export function orderHoldTargets(orderId: string, content: OrderContent): HoldTarget[] {
  const people = new Set([...content.requesters, ...instructorsNamed(content)])
  return [
    { scope: 'order', target: orderId },
    { scope: 'entity', target: content.entity },
    ...channelsNamed(content).map((target) => ({ scope: 'channel' as const, target })),
    ...(content.counterpartyId === null ? [] : [{ scope: 'counterparty' as const, target: content.counterpartyId }]),
    ...[...people].map((target) => ({ scope: 'person' as const, target })),
  ]
}
