import type { Channel } from './payment-order.ts'

/**
 * Who was said to have asked, and by what way; of which orders this one takes the place. A claim is made once and for
 * all: dropping it from what is handed in next takes nothing back of what stops or binds on its account.
 */
export interface Claims {
  /** Ids of the orders that it supersedes, or is handed in again for. */
  readonly orders: readonly string[]
  readonly channels: readonly Channel[]
  /** Person ids of whoever was said to have asked. */
  readonly instructors: readonly string[]
  /** Person ids of whoever was said to have handed it in. */
  readonly requesters: readonly string[]
}

export const NO_CLAIMS: Claims = { orders: [], channels: [], instructors: [], requesters: [] }

/** All of them, each once, in order. */
export function joinClaims(all: readonly Claims[]): Claims {
  return {
    orders: distinct(all.flatMap((one) => one.orders)),
    channels: distinct(all.flatMap((one) => one.channels)),
    instructors: distinct(all.flatMap((one) => one.instructors)),
    requesters: distinct(all.flatMap((one) => one.requesters)),
  }
}

/** Whether every one of `part` is among `all`. */
export function coversClaims(all: Claims, part: Claims): boolean {
  return (
    part.orders.every((id) => all.orders.includes(id)) &&
    part.channels.every((channel) => all.channels.includes(channel)) &&
    part.instructors.every((id) => all.instructors.includes(id)) &&
    part.requesters.every((id) => all.requesters.includes(id))
  )
}

export function claimsNothing({ orders, channels, instructors, requesters }: Claims): boolean {
  return [orders, channels, instructors, requesters].every((list) => list.length === 0)
}

function distinct<T extends string>(list: readonly T[]): T[] {
  return [...new Set(list)].sort()
}
