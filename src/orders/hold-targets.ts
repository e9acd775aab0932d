import type { HoldTarget } from '../consent/subject-kind.ts'
import type { ContactedBy } from '../domain/evidence.ts'
import { channelsNamed, instructorsNamed, type OrderContent } from '../domain/payment-order.ts'

/** What of an order's content a hold can name. */
export type SaidOfOrder = Pick<OrderContent, 'entity' | 'counterpartyId' | 'requesters' | 'instruction' | 'earlier'>

/**
 * What a hold would have to name to stop this version of an order, `everything` aside; whether whoever submitted it says
 * so or whoever signed.
 */
export function orderHoldTargets(
  orderId: string,
  content: SaidOfOrder,
  contactedBy: readonly ContactedBy[],
): HoldTarget[] {
  const people = new Set([...content.requesters, ...instructorsNamed(content)])
  const channels = new Set([...channelsNamed(content), ...contactedBy.filter((how) => how !== 'none')])
  return [
    { scope: 'order', target: orderId },
    { scope: 'entity', target: content.entity },
    ...[...channels].map((target) => ({ scope: 'channel' as const, target })),
    ...(content.counterpartyId === null ? [] : [{ scope: 'counterparty' as const, target: content.counterpartyId }]),
    ...[...people].map((target) => ({ scope: 'person' as const, target })),
  ]
}
