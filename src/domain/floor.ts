import type { Policy } from './policy.ts'
import type { CallbackSpec, RequirementSpec } from './requirement-spec.ts'
import type { Signal, SignalCode } from './signals.ts'

const NEW_OR_CHANGED: readonly SignalCode[] = ['NEW_PAYEE', 'NEW_ACCOUNT', 'ACCOUNT_CHANGED', 'BANK_CHANGE']
const SEEN_OR_HEARD: readonly SignalCode[] = ['CHANNEL_VOICE', 'CHANNEL_VIDEO']

/**
 * What no policy can do without: a callback to the payee and cooling-off for a new or changed account; the
 * instructor's own key and a callback for voice or video above the line; one approval above it (`compilePolicy`
 * refuses a base without one, and no rule can drop it). In the words of the policy's base, else in a default form.
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
