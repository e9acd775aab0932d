import { decimalsOf } from './currency.ts'
import { CountersignError } from './errors.ts'
import { durationMs, type Duration } from './instant.ts'
import { parseAmount, type Money } from './money.ts'
import { compileCondition, type Condition } from './policy-condition.ts'
import type { ApprovalSpec, RequirementKind, RequirementSpec } from './requirement-spec.ts'
import type { SignalCode } from './signals.ts'

export type LineDimension = 'payee' | 'instructor' | 'requester' | 'client'

/** A policy as it is written, once its file has been parsed. Its canonical JSON is what the policy hash covers. */
export interface PolicyDocument {
  readonly version: 1
  readonly line: { readonly amount: string; readonly window: Duration; readonly per: readonly LineDimension[] }
  readonly base: readonly RequirementSpec[]
  readonly add: readonly { readonly id: string; readonly when: string | null; readonly anySignal: readonly SignalCode[]; readonly require: readonly RequirementSpec[] }[]
  readonly relax: readonly { readonly id: string; readonly when: string; readonly allow: readonly SignalCode[]; readonly drop: readonly RequirementKind[]; readonly approval: ApprovalSpec | null }[]
  readonly expire: Duration
  /** A small company may let the instructor count as one of the approvers. */
  readonly instructorCounts: boolean
}

export interface AddRule {
  readonly id: string
  readonly when: Condition | null
  /** Applies when any of these was found; empty means whatever was found. */
  readonly anySignal: readonly SignalCode[]
  readonly require: readonly RequirementSpec[]
}

export interface RelaxRule {
  readonly id: string
  readonly when: Condition
  /** Every signal found must be in here, and none of them unknown. */
  readonly allow: readonly SignalCode[]
  readonly drop: readonly RequirementKind[]
  readonly approval: ApprovalSpec | null
}

/** A policy ready to assess with: validated, conditions compiled. */
export interface Policy {
  readonly line: { readonly amount: Money; readonly window: Duration; readonly per: readonly LineDimension[] }
  readonly base: readonly RequirementSpec[]
  readonly add: readonly AddRule[]
  readonly relax: readonly RelaxRule[]
  readonly expire: Duration
  readonly instructorCounts: boolean
}

/** Throws 422 `POLICY_INVALID` naming the rule that is wrong. A policy that does not compile is never in force. */
export function compilePolicy(document: PolicyDocument, baseCurrency: string): Policy {
  if (decimalsOf(baseCurrency) === undefined) throw invalid('organisation', `The base currency ${baseCurrency} is unknown.`)
  if (!document.base.some((spec) => spec.kind === 'approval')) throw invalid('base', 'The base must ask for at least one approval.')
  durationMs(document.expire)
  for (const spec of [...document.base, ...document.add.flatMap((rule) => rule.require)]) assertSpec(spec)

  return {
    line: { ...document.line, amount: parseAmount(document.line.amount, baseCurrency, 'line.amount') },
    base: document.base,
    add: document.add.map((rule) => ({
      ...rule,
      when: rule.when === null ? null : compileCondition(rule.id, rule.when, 'add', baseCurrency),
    })),
    relax: document.relax.map((rule) => {
      if (rule.approval !== null) assertSpec(rule.approval)
      if (rule.drop.includes('approval')) throw invalid(rule.id, 'A relax rule may replace the approval, not drop it.')
      return { ...rule, when: compileCondition(rule.id, rule.when, 'relax', baseCurrency) }
    }),
    expire: document.expire,
    instructorCounts: document.instructorCounts,
  }
}

function assertSpec(spec: RequirementSpec): void {
  switch (spec.kind) {
    case 'approval':
      if (!Number.isSafeInteger(spec.quorum) || spec.quorum < 1 || spec.quorum > 20) throw invalid('quorum', 'A quorum is between 1 and 20.')
      return
    case 'callback':
      if (!Number.isSafeInteger(spec.callers) || spec.callers < 1) throw invalid('callers', 'At least one caller makes the callback.')
      if (!Number.isSafeInteger(spec.contactMinAgeDays) || spec.contactMinAgeDays < 0) throw invalid('contactMinAgeDays', 'Use a whole number of days.')
      return
    case 'review':
      durationMs(spec.sla)
      return
    case 'cooling_off':
      durationMs(spec.duration)
      spec.anyOf.forEach(assertSpec)
      return
    case 'instructor_confirmation':
  }
}

function invalid(where: string, detail: string): CountersignError {
  return new CountersignError({ code: 'POLICY_INVALID', status: 422, detail, errors: [{ path: where, code: 'POLICY_INVALID', detail }] })
}
