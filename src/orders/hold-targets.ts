import type { HoldTarget } from '../consent/subject-kind.ts'
import type { OrderContent } from '../domain/payment-order.ts'

/** What a hold would have to name to stop this order, `everything` aside. */
export function orderHoldTargets(orderId: string, content: OrderContent): HoldTarget[] {
  const { instructedBy, channel } = content.instruction
  const people = new Set([...content.requesters, ...(instructedBy?.kind === 'person' ? [instructedBy.personId] : [])])
  return [
    { scope: 'order', target: orderId },
    { scope: 'entity', target: content.entity },
    { scope: 'channel', target: channel },
    ...(content.counterpartyId === null ? [] : [{ scope: 'counterparty' as const, target: content.counterpartyId }]),
    ...[...people].map((target) => ({ scope: 'person' as const, target })),
  ]
}
