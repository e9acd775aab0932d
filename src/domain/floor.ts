import { NEW_OR_CHANGED } from './defaults.ts'
import type { OrderFacts } from './order-facts.ts'
import type { OrderContent } from './payment-order.ts'
import type { Policy } from './policy.ts'
import type { CallbackSpec, RequirementSpec } from './requirement-spec.ts'
import type { Signal, SignalCode } from './signals.ts'

const SEEN_OR_HEARD: readonly SignalCode[] = ['CHANNEL_VOICE', 'CHANNEL_VIDEO']

/**
 * What no policy can do without: a callback to the payee and cooling-off for a new or changed account; the
 * instructor's own key and a callback for voice or video above the line. In the words of the policy's base, else in a
 * default form. One approval is asked as well, unless `mayGoUnsigned`: `compilePolicy` refuses a base without one.
 * It never looks at what rules already asked: a weaker rule must not stand in for the floor.
 */
export function floorSpecs(
  policy: Pick<Policy, 'base'>,
  signals: readonly Signal[],
  belowLine: boolean,
): RequirementSpec[] {
  const found = (codes: readonly SignalCode[]): boolean => signals.some((one) => codes.includes(one.code))
  const floor: RequirementSpec[] = []
  if (found(NEW_OR_CHANGED)) floor.push(...payeeCallbacks(policy), coolingOff(policy))
  if (found(SEEN_OR_HEARD) && !belowLine)
    floor.push({ kind: 'instructor_confirmation', personId: null }, ...callbacks(policy))
  return floor
}

/**
 * Whether a rule may drop the last signature: only for what is known to be below the line, with everything it adds up
 * with, in the currency of the line, and to an account that people's keys have vetted. So whoever forges the facts, or
 * the rate, still pays small amounts to vetted accounts only.
 */
export function mayGoUnsigned(policy: Pick<Policy, 'line'>, content: OrderContent, facts: OrderFacts): boolean {
  const { payee } = facts
  return (
    isBelowLine(policy, facts) === true &&
    content.payment.currency === policy.line.amount.currency &&
    payee.known &&
    payee.value.accountKnown
  )
}

/** With earlier payments, this one included; undefined: nobody knows. */
export function isBelowLine(policy: Pick<Policy, 'line'>, { amountBase, history }: OrderFacts): boolean | undefined {
  if (!amountBase.known || !history.known || history.value.cumulative === null) return undefined
  return history.value.cumulative.minor <= policy.line.amount.minor
}

/** The policy's callbacks, all of them made to the payee. */
export function payeeCallbacks(policy: Pick<Policy, 'base'>): CallbackSpec[] {
  return callbacks(policy).map((callback) => ({ ...callback, callee: 'payee' }))
}

export function coolingOff(policy: Pick<Policy, 'base'>): RequirementSpec {
  return (
    policy.base.find((spec) => spec.kind === 'cooling_off') ?? { kind: 'cooling_off', duration: 'PT24H', anyOf: [] }
  )
}

function callbacks(policy: Pick<Policy, 'base'>): CallbackSpec[] {
  const own = policy.base.filter((spec) => spec.kind === 'callback')
  return own.length === 0 ? [{ kind: 'callback', callee: 'payee', contactMinAgeDays: 30, callers: 1 }] : own
}
