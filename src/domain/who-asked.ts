import { joinClaims, type Claims } from './claims.ts'
import type { OrderFacts } from './order-facts.ts'
import { channelsNamed, instructorsNamed, type OrderContent } from './payment-order.ts'

/** What of an order and of its assessment says who asked. */
export type SaidInContent = Pick<OrderContent, 'instruction' | 'earlier' | 'requesters' | 'supersedes'>
export type SaidInFacts = Pick<OrderFacts, 'contactedBy' | 'history' | 'inherited'>

/**
 * Who was said to have asked for an order, and by what way: in this version, in those before it, by its signers, and of
 * the orders that it is handed in again for. Whatever goes by that (holds, reports, duties) asks here, and nowhere else.
 */
export function whoAsked(content: SaidInContent, { contactedBy, history, inherited }: SaidInFacts): Claims {
  const asked = inherited.specs.flatMap(
    (spec) => (spec.kind === 'instructor_confirmation' ? spec.personId : null) ?? [],
  )
  const own: Claims = {
    orders: [
      ...(content.supersedes === null ? [] : [content.supersedes]),
      ...(history.known ? history.value.resubmissionOf : []),
    ],
    channels: [...channelsNamed(content), ...contactedBy.flatMap((how) => (how === 'none' ? [] : [how]))],
    instructors: [...instructorsNamed(content), ...asked],
    requesters: content.requesters,
  }
  return joinClaims([own, inherited.claims])
}

/** Everybody on file among them. */
export function peopleNamed({ instructors, requesters }: Pick<Claims, 'instructors' | 'requesters'>): string[] {
  return [...new Set([...requesters, ...instructors])]
}

/** How many orders an order knows of beyond those that it was found to be like: a flood of them is not passed on whole. */
const PASSED_ON = 200

/**
 * What an order takes over of those that it is handed in again for, and of its own earlier versions. The orders in full,
 * and of those that they were handed in for all that were ever held, and else the newest; of the rest no more than what
 * the order does not say itself.
 */
export function claimsTakenOver(
  own: Pick<Claims, 'channels' | 'instructors' | 'requesters'>,
  before: Claims | null,
  earlier: readonly { readonly orderId: string; readonly claims: Claims }[],
  everHeld: ReadonlySet<string>,
): Claims {
  const { channels, instructors, requesters, orders } = joinClaims(earlier.map((one) => one.claims))
  const direct = earlier.map((one) => one.orderId)
  const indirect = orders.filter((id) => !everHeld.has(id) && !direct.includes(id))
  // Ids grow with time.
  const kept = [...direct, ...orders.filter((id) => everHeld.has(id)), ...indirect.sort().slice(-PASSED_ON)]
  const all = joinClaims([{ orders: kept, channels, instructors, requesters }, ...(before === null ? [] : [before])])
  return {
    orders: all.orders,
    channels: all.channels.filter((channel) => !own.channels.includes(channel)),
    instructors: all.instructors.filter((id) => !own.instructors.includes(id)),
    requesters: all.requesters.filter((id) => !own.requesters.includes(id)),
  }
}
