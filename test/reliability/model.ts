import type { PlannedOrder } from './schedule.ts'

export interface Signature {
  readonly personId: string
  readonly version: number
  readonly decision: string
}

/** A hold whose placing was answered. */
export interface KnownHold {
  readonly id: string
  /** As read after the answer. Whoever was released by then was released before it. */
  readonly releasedBefore: boolean
  /** From then on it may be lifted at any time. */
  liftingAsked: boolean
}

/** One order, as its submitter and its signers know it from the answers they got. */
export interface KnownOrder {
  readonly id: string
  readonly plan: PlannedOrder
  /** The newest that was acknowledged. */
  version: number
  /** Asked for, whatever came back: it may be on record or not. */
  readonly tried: Signature[]
  /** Acknowledged: it is on record, or something was lost. */
  readonly signed: Signature[]
  readonly holds: KnownHold[]
  end: 'denied' | 'cancelled' | null
  /** Everybody has done what they had to: from here on it must come to rest by itself. */
  isDone: boolean
}

/** What is known outside of the service, in memory. It records answers and decides nothing. */
export interface Model {
  readonly orders: readonly KnownOrder[]
  submitted(id: string, version: number, plan: PlannedOrder): KnownOrder
}

export function createModel(): Model {
  const orders: KnownOrder[] = []
  return {
    orders,
    submitted(id, version, plan) {
      const order: KnownOrder = {
        ...{ id, plan, version, tried: [], signed: [], holds: [] },
        ...{ end: null, isDone: false },
      }
      orders.push(order)
      return order
    },
  }
}

/** Where an order with this fate is when nothing more happens to it. */
export function restingState({ plan }: KnownOrder): string {
  switch (plan.fate) {
    case 'denied':
    case 'cancelled':
      return plan.fate
    case 'paid':
      return 'executed'
    case 'released':
    case 'called back':
    case 'amended':
    case 'held and lifted':
      return 'released'
  }
}

/** Whom policy.yaml of the suite asks, said a second time and not by reading it. */
export function signaturesNeeded({ plan }: KnownOrder): { approvals: number; callbacks: number; reviews: number } {
  const isSmall = Number(plan.amount) < 25_000
  return isSmall ? { approvals: 1, callbacks: 0, reviews: 0 } : { approvals: 2, callbacks: 1, reviews: 1 }
}
