import { conflict } from './errors.ts'
import type { SubjectType } from './subject.ts'

/** What is stored. Holds and escalation are overlays, not states. */
export type SubjectState =
  | 'assessing'
  | 'awaiting_evidence'
  | 'approved'
  | 'released'
  | 'executed'
  | 'failed'
  | 'returned'
  | 'applied'
  | 'denied'
  | 'expired'
  | 'cancelled'

/** Payments are released to the ERP; every other subject takes effect in our own record (`applied`). */
const TRANSITIONS: Readonly<Record<SubjectState, readonly SubjectState[]>> = {
  assessing: ['awaiting_evidence', 'approved', 'denied', 'expired', 'cancelled'],
  awaiting_evidence: ['awaiting_evidence', 'approved', 'applied', 'denied', 'expired', 'cancelled'],
  // An amendment, or the second assessment before release, takes an approved order back.
  approved: ['awaiting_evidence', 'released', 'denied', 'expired', 'cancelled'],
  released: ['executed', 'failed', 'returned'],
  executed: ['returned'],
  failed: [],
  returned: [],
  applied: [],
  denied: [],
  expired: [],
  cancelled: [],
}

const PAYMENT_ONLY: ReadonlySet<SubjectState> = new Set(['approved', 'released', 'executed', 'failed', 'returned'])

/** Throws 409 `STATE` unless the record may go from one state to the other. */
export function assertTransition(type: SubjectType, from: SubjectState, to: SubjectState): void {
  const isPayment = type === 'order' || type === 'batch'
  const belongs = isPayment ? to !== 'applied' : !PAYMENT_ONLY.has(to)
  if (!belongs || !TRANSITIONS[from].includes(to)) {
    throw conflict('STATE', `This is ${from} and cannot become ${to}. Read it again to see how it stands.`)
  }
}

/** Whether evidence may still change what happens. */
export function isOpen(state: SubjectState): boolean {
  return state === 'assessing' || state === 'awaiting_evidence'
}

/** Before release an order can still be stopped, amended or cancelled. */
export const BEFORE_RELEASE: readonly SubjectState[] = ['assessing', 'awaiting_evidence', 'approved']

export function isBeforeRelease(state: SubjectState): boolean {
  return BEFORE_RELEASE.includes(state)
}

/** Where a hold still stops something: the payment, or the renewal of its token. */
export const HOLDABLE: readonly SubjectState[] = ['assessing', 'awaiting_evidence', 'approved', 'released']

const UNPAID: readonly SubjectState[] = ['denied', 'expired', 'cancelled']

/** Over, and not paid. */
export function isUnpaid(state: SubjectState): boolean {
  return UNPAID.includes(state)
}

/** Whether this payment may still be made: by what was submitted, or by what is submitted again in its place. */
export function isUnreleased(state: SubjectState): boolean {
  return isBeforeRelease(state) || isUnpaid(state)
}
