import type { Policy } from './policy.ts'
import type { RequirementKind, RequirementSpec } from './requirement-spec.ts'
import type { Signal, SignalCode } from './signals.ts'

const NEW_OR_CHANGED: readonly SignalCode[] = ['NEW_PAYEE', 'NEW_ACCOUNT', 'ACCOUNT_CHANGED', 'BANK_CHANGE']
const SEEN_OR_HEARD: readonly SignalCode[] = ['CHANNEL_VOICE', 'CHANNEL_VIDEO']

/**
 * What no policy can do without: a callback to the payee and cooling-off for a new or changed account; the
 * instructor's own key and a callback for voice or video above the line; one approval above it. Returns only what
 * `asked` lacks, as the policy's base words it, else in a default form.
 */
export function floorSpecs(asked: readonly RequirementSpec[], policy: Policy, signals: readonly Signal[], belowLine: boolean): RequirementSpec[] {
  const found = (codes: readonly SignalCode[]): boolean => signals.some((one) => codes.includes(one.code))
  const floor: RequirementSpec[] = []
  if (found(NEW_OR_CHANGED)) {
    const callback = baseOr(policy, 'callback')
    floor.push(callback.kind === 'callback' ? { ...callback, callee: 'payee' } : callback, lacking(asked, policy, 'cooling_off'))
  }
  if (found(SEEN_OR_HEARD) && !belowLine) floor.push({ kind: 'instructor_confirmation', personId: null }, lacking(asked, policy, 'callback'))
  if (!belowLine) floor.push(lacking(asked, policy, 'approval'))
  return floor
}

function lacking(asked: readonly RequirementSpec[], policy: Policy, kind: RequirementKind): RequirementSpec {
  return asked.find((spec) => spec.kind === kind) ?? baseOr(policy, kind)
}

function baseOr(policy: Policy, kind: RequirementKind): RequirementSpec {
  return policy.base.find((spec) => spec.kind === kind) ?? DEFAULTS[kind]
}

const DEFAULTS: Readonly<Record<RequirementKind, RequirementSpec>> = {
  // `compilePolicy` refuses a base without an approval, so this one is never used.
  approval: { kind: 'approval', group: 'role:approver', quorum: 2, blindEntry: true },
  instructor_confirmation: { kind: 'instructor_confirmation', personId: null },
  callback: { kind: 'callback', callee: 'payee', contactMinAgeDays: 30, callers: 1 },
  review: { kind: 'review', group: 'escalation', sla: 'PT8H' },
  cooling_off: { kind: 'cooling_off', duration: 'PT24H', anyOf: [] },
}
