import type { ContactedBy } from './evidence.ts'
import type { Instant } from './instant.ts'
import type { Money } from './money.ts'
import type { RequirementSpec } from './requirement-spec.ts'
import type { SignalCode } from './signals.ts'

/** A fact, or the admission that its source was down, slow or silent. Unknown only ever adds. */
export type Source<T> = { readonly known: true; readonly value: T } | { readonly known: false }

export function known<T>(value: T): Source<T> {
  return { known: true, value }
}

export const UNKNOWN: Source<never> = { known: false }

export interface PayeeFacts {
  /** A vetted counterparty goes by this name. */
  readonly counterpartyKnown: boolean
  /** This very account became known through its own signed account change. */
  readonly accountKnown: boolean
  /** The counterparty has, or had, other vetted accounts: paying a different one is a change of account. */
  readonly otherAccountsKnown: boolean
  /** When the account on file was last changed, if within the policy's window. */
  readonly accountChangedAt: Instant | null
}

/**
 * Whether a payment that was assessed `at` to go to an account on file must be looked at anew: the account is not there
 * any more, or was put there since, so that what vouched for it vouches no longer, whatever else is asked already; or it
 * is so long ago that facts do not tell (`since`: how far back they say when an account was changed).
 */
export function isVouchedForAnew(
  before: Source<PayeeFacts>,
  after: Source<PayeeFacts>,
  { at, since }: { readonly at: Instant; readonly since: Instant },
): boolean {
  if (!before.known || !before.value.accountKnown) return false
  if (!after.known || !after.value.accountKnown || at < since) return true
  const { accountChangedAt } = after.value
  return accountChangedAt !== null && accountChangedAt > at
}

export interface HistoryFacts {
  /** Live or paid orders with the same payee account, amount and reference (ids). */
  readonly duplicates: readonly string[]
  /**
   * In the policy's window, this order included: the largest sum over payee, instructor, requester, client. Null when
   * an amount among them has no rate and so cannot be added up: taken to be over any line.
   */
  readonly cumulative: Money | null
  /** How many earlier orders the largest sum counts. */
  readonly earlierOrders: number
  /** Unreleased orders of the last 30 days with the same payee, account or reference (ids). */
  readonly resubmissionOf: readonly string[]
}

/** What earlier versions and earlier unreleased orders pass on: requirements ratchet. */
export interface Inherited {
  readonly signals: readonly SignalCode[]
  readonly specs: readonly RequirementSpec[]
  /** One of them was denied: a reviewer looks at it. */
  readonly afterDenial: boolean
}

export const NOTHING_INHERITED: Inherited = { signals: [], specs: [], afterDenial: false }

/** Everything the assessment of an order rests on besides its content. Recorded with it, so that it can be redone. */
export interface OrderFacts {
  readonly payee: Source<PayeeFacts>
  readonly history: Source<HistoryFacts>
  /** The amount in the organisation's base currency; unknown when there is no fresh rate. */
  readonly amountBase: Source<Money>
  readonly withinBusinessHours: Source<boolean>
  /** How signers of this version said they were contacted about it. */
  readonly contactedBy: readonly ContactedBy[]
  /** Somebody, or time, called for a second look at this version. */
  readonly escalated: boolean
  /** People whom this order names and whom somebody is reported to pose as (ids). */
  readonly impersonated: readonly string[]
  readonly inherited: Inherited
}
