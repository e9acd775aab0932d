import { DEFAULT_REVIEW, NEW_OR_CHANGED } from './defaults.ts'
import { detectSignals } from './detect-signals.ts'
import { floorSpecs, isBelowLine, mayGoUnsigned } from './floor.ts'
import { durationMs, plus, type Instant } from './instant.ts'
import type { OrderFacts } from './order-facts.ts'
import type { OrderContent } from './payment-order.ts'
import type { Policy } from './policy.ts'
import type { ConditionFacts } from './policy-condition.ts'
import { bindSpecs, type Requirement } from './requirement.ts'
import { mergeSpecs, type ApprovalSpec, type CallbackSpec, type RequirementSpec } from './requirement-spec.ts'
import { collectSignals, type Signal } from './signals.ts'
import { nameInstructor } from './name-instructor.ts'
import type { Asking } from './waits.ts'

export interface Assessment {
  readonly signals: readonly Signal[]
  /** What policy asks for, merged: what a later version inherits. */
  readonly specs: readonly RequirementSpec[]
  readonly requirements: readonly Requirement[]
  readonly expiresAt: Instant
  /** Ids of the rules that added and of those that took away, for the auditor. */
  readonly addedBy: readonly string[]
  readonly relaxedBy: readonly string[]
}

export interface OrderToAssess extends Asking {
  readonly subjectId: string
  readonly version: number
  readonly startedAt: Instant
  readonly content: OrderContent
  readonly facts: OrderFacts
}

/**
 * Policy × order × facts → signals and requirements. Monotone: one more signal, or one source fewer, never asks for
 * less, because `relax` rules can only stop matching, and everything else only adds.
 */
export function assessOrder(policy: Policy, order: OrderToAssess, extraSignals: readonly Signal[] = []): Assessment {
  const { content, facts } = order
  const signals = collectSignals([...detectSignals(content, facts, policy.line.amount.minor), ...extraSignals])
  const conditionFacts = conditionFactsOf(content, facts, policy)

  const relaxing = policy.relax.filter(
    (rule) =>
      rule.when(conditionFacts) === 'true' &&
      signals.every((found) => !found.unknown && rule.allow.includes(found.code)),
  )
  const adding = policy.add.filter(
    (rule) => (rule.when === null || rule.when(conditionFacts) !== 'false') && appliesTo(rule.anySignal, signals),
  )

  const instructor = instructorOf(content)
  const callee = calleeFor(signals, instructor)
  const asked = [
    ...relaxed(policy.base, relaxing, mayGoUnsigned(policy, content, facts)),
    ...adding.flatMap((rule) => rule.require),
    ...facts.inherited.specs,
    ...secondLook(policy, facts),
    ...floorSpecs(policy, signals, conditionFacts.belowLine === true),
  ]
  const specs = mergeSpecs(nameCallees(nameInstructor(asked, instructor, policy.base), callee, instructor))

  return {
    signals,
    specs,
    requirements: bindSpecs(specs, { ...order, because: signals.map((found) => found.code) }),
    expiresAt: plus(order.startedAt, durationMs(policy.expire)),
    addedBy: adding.map((rule) => rule.id),
    relaxedBy: relaxing.map((rule) => rule.id),
  }
}

export function instructorOf(content: OrderContent): string | null {
  const { instructedBy } = content.instruction
  return instructedBy?.kind === 'person' ? instructedBy.personId : null
}

/** A new or changed account is confirmed with its owner; everything else with the person who asked. */
function calleeFor(signals: readonly Signal[], instructor: string | null): 'payee' | 'instructor' {
  const accountIsNew = signals.some((found) => NEW_OR_CHANGED.includes(found.code))
  return accountIsNew || instructor === null ? 'payee' : 'instructor'
}

function nameCallees(
  specs: readonly RequirementSpec[],
  callee: 'payee' | 'instructor',
  instructor: string | null,
): RequirementSpec[] {
  const signs = specs.some((spec) => spec.kind === 'instructor_confirmation' && spec.personId === instructor)
  const isCalled = specs.some((spec) => spec.kind === 'callback' && spec.callee === 'instructor')
  return specs.flatMap((spec): RequirementSpec[] => {
    // One that names its person was inherited: an amendment does not change who is called.
    if (spec.kind !== 'callback' || spec.callee === 'payee' || spec.personId !== undefined) return [spec]
    const toPayee: CallbackSpec = { ...spec, callee: 'payee' }
    // Nobody on file to call as the instructor: the payee is called instead.
    if (instructor === null) return [toPayee]
    const toInstructor: CallbackSpec = { ...spec, callee: 'instructor', personId: instructor }
    if (spec.callee === 'instructor' || callee === 'instructor') return [toInstructor]
    // A signal must not take a control away: the call moves to the payee only where the instructor's own key signs,
    // and no part of it where the instructor is called anyway.
    return signs && !isCalled ? [toPayee] : [toPayee, toInstructor]
  })
}

function appliesTo(anySignal: readonly string[], signals: readonly Signal[]): boolean {
  return anySignal.length === 0 || signals.some((found) => anySignal.includes(found.code))
}

/**
 * Of all matching rules together, so that losing one match can only bring something back. `compilePolicy` makes sure
 * that all name the same group for their approval and that the base covers every one of them.
 */
function relaxed(base: readonly RequirementSpec[], relaxing: Policy['relax'], unsigned: boolean): RequirementSpec[] {
  const drops = (kind: RequirementSpec['kind']): boolean => relaxing.some((rule) => rule.drop.includes(kind))
  const others = base.filter((spec) => spec.kind !== 'approval' && !drops(spec.kind))
  if (unsigned && drops('approval')) return others
  return [...others, ...(easiestApproval(relaxing) ?? base.filter((spec) => spec.kind === 'approval'))]
}

/** Each member at its easiest; null: no rule replaces the base's. */
function easiestApproval(relaxing: Policy['relax']): [ApprovalSpec] | null {
  const [first, ...others] = relaxing.flatMap((rule) => (rule.approval === null ? [] : [rule.approval]))
  if (first === undefined) return null
  const easiest = others.reduce<ApprovalSpec>(
    (a, b) => ({ ...a, quorum: Math.min(a.quorum, b.quorum), blindEntry: a.blindEntry && b.blindEntry }),
    first,
  )
  return [easiest]
}

/** A reviewer looks at what was denied before, and at what somebody escalated. */
function secondLook(policy: Policy, facts: OrderFacts): RequirementSpec[] {
  if (!facts.inherited.afterDenial && !facts.escalated) return []
  return [policy.base.find((spec) => spec.kind === 'review') ?? DEFAULT_REVIEW]
}

function conditionFactsOf(content: OrderContent, facts: OrderFacts, policy: Policy): ConditionFacts {
  const { amountBase, payee } = facts
  const belowLine = isBelowLine(policy, facts)
  return {
    currency: content.payment.currency,
    entity: content.entity,
    channel: content.instruction.channel,
    ...(amountBase.known ? { amountBase: amountBase.value.minor } : {}),
    ...(payee.known ? { payee: { known: payee.value.accountKnown, onFile: payee.value.counterpartyKnown } } : {}),
    ...(belowLine === undefined ? {} : { belowLine }),
  }
}
