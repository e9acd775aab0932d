import { decimalsOf } from './currency.ts'
import { CountersignError } from './errors.ts'
import { durationMs, type Duration } from './instant.ts'
import { parseAmount, type Money } from './money.ts'
import { compileCondition, type Condition } from './policy-condition.ts'
import {
  covers,
  mergeSpecs,
  type ApprovalSpec,
  type RequirementKind,
  type RequirementSpec,
} from './requirement-spec.ts'
import type { SignalCode } from './signals.ts'

export type LineDimension = 'payee' | 'instructor' | 'requester' | 'client'

/** A policy as it is written, once its file has been parsed. Its canonical JSON is what the policy hash covers. */
export interface PolicyDocument {
  readonly version: 1
  readonly line: { readonly amount: string; readonly window: Duration; readonly per: readonly LineDimension[] }
  readonly base: readonly RequirementSpec[]
  readonly add: readonly {
    readonly id: string
    readonly when: string | null
    readonly anySignal: readonly SignalCode[]
    readonly require: readonly RequirementSpec[]
  }[]
  readonly relax: readonly {
    readonly id: string
    readonly when: string
    readonly allow: readonly SignalCode[]
    /** An `approval` is dropped below the line alone, whatever the rule says (`mayGoUnsigned`). */
    readonly drop: readonly RequirementKind[]
    readonly approval: ApprovalSpec | null
  }[]
  readonly expire: Duration
  /** A small company may let the instructor count as one of the approvers. */
  readonly instructorCounts: boolean
  /** How many administrators confirm somebody's first key; one unless it says so. */
  readonly keys?: { readonly administrators: number }
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
  readonly firstKeyAdministrators: number
}

/** Throws 422 `POLICY_INVALID` naming what is wrong. A policy that does not compile is never in force. */
export function compilePolicy(document: PolicyDocument, baseCurrency: string): Policy {
  if (decimalsOf(baseCurrency) === undefined)
    throw invalid('organisation', `The base currency ${baseCurrency} is unknown.`)
  if (!document.base.some((spec) => spec.kind === 'approval'))
    throw invalid('base', 'The base must ask for at least one approval.')
  assertDuration(document.expire, 'expire')
  assertDuration(document.line.window, 'line.window')
  if (document.keys !== undefined) assertQuorum(document.keys.administrators, 'keys.administrators')
  assertRules(document)
  document.base.forEach((spec, index) => assertSpec(spec, `base[${index}]`))

  return {
    line: { ...document.line, amount: lineAmount(document.line.amount, baseCurrency) },
    base: mergeSpecs(document.base),
    add: document.add.map((rule) => {
      rule.require.forEach((spec, index) => assertSpec(spec, `${rule.id}.require[${index}]`))
      return { ...rule, when: rule.when === null ? null : compileCondition(rule.id, rule.when, 'add', baseCurrency) }
    }),
    relax: document.relax.map((rule) => {
      assertRelaxation(rule, document)
      return { ...rule, when: compileCondition(rule.id, rule.when, 'relax', baseCurrency) }
    }),
    expire: document.expire,
    instructorCounts: document.instructorCounts,
    firstKeyAdministrators: document.keys?.administrators ?? 1,
  }
}

function lineAmount(text: string, baseCurrency: string): Money {
  try {
    return parseAmount(text, baseCurrency, 'line.amount')
  } catch (error) {
    throw invalid('line.amount', error instanceof CountersignError ? error.detail : String(error))
  }
}

/** An assessment names its rules by id, and an auditor looks them up. */
function assertRules(document: PolicyDocument): void {
  const ids = [...document.add, ...document.relax].map((rule) => rule.id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw invalid(twice, `Two rules have the id "${twice}". Give each its own.`)
}

/**
 * A relax rule takes away, and nothing else: its approval is one the base covers, so that losing the rule can only ask
 * for more. All of them name one group, because between two groups there is no easier one.
 */
function assertRelaxation(rule: PolicyDocument['relax'][number], document: PolicyDocument): void {
  if (rule.approval === null) return
  if (rule.drop.includes('approval')) throw invalid(rule.id, 'Either drop the approval or replace it, not both.')
  assertSpec(rule.approval, `${rule.id}.approval`)
  if (!covers(document.base, [rule.approval])) {
    throw invalid(
      rule.id,
      `The approval must be one that the base asks for anyway: a group of the base, and no larger quorum or blind entry than there.`,
    )
  }
  const groups = new Set(document.relax.flatMap((one) => (one.approval === null ? [] : [one.approval.group])))
  if (groups.size > 1)
    throw invalid(
      rule.id,
      `Relax rules must all name the same group for their approval, not ${[...groups].sort().join(' and ')}.`,
    )
}

function assertSpec(spec: RequirementSpec, path: string): void {
  switch (spec.kind) {
    case 'approval':
      if (spec.group === '') throw invalid(`${path}.group`, 'Name the group.')
      return assertQuorum(spec.quorum, `${path}.quorum`)
    case 'callback':
      if (!Number.isSafeInteger(spec.callers) || spec.callers < 1)
        throw invalid(`${path}.callers`, 'At least one caller makes the callback.')
      if (!Number.isSafeInteger(spec.contactMinAgeDays) || spec.contactMinAgeDays < 0)
        throw invalid(`${path}.contactMinAgeDays`, 'Use a whole number of days.')
      if (spec.personId !== undefined)
        throw invalid(path, 'A policy names nobody: who is called follows from the instruction.')
      return
    case 'review':
      if (spec.group === '') throw invalid(`${path}.group`, 'Name the group.')
      assertDuration(spec.sla, `${path}.sla`)
      return
    case 'cooling_off': {
      assertDuration(spec.duration, `${path}.duration`)
      spec.anyOf.forEach((one, index) => assertSpec(one, `${path}.anyOf[${index}]`))
      const groups = spec.anyOf.map((one) => one.group)
      if (new Set(groups).size !== groups.length) throw invalid(`${path}.anyOf`, 'Name each group once.')
      return
    }
    case 'instructor_confirmation':
      if (spec.personId !== null)
        throw invalid(path, 'A policy names nobody: who confirms follows from the instruction.')
  }
}

function assertQuorum(quorum: number, path: string): void {
  if (!Number.isSafeInteger(quorum) || quorum < 1 || quorum > 20) throw invalid(path, 'A quorum is between 1 and 20.')
}

function assertDuration(duration: Duration, path: string): void {
  try {
    if (durationMs(duration) > 0) return
  } catch (error) {
    throw invalid(path, error instanceof Error ? `${error.message}.` : String(error))
  }
  throw invalid(path, 'A duration is longer than zero. Leave out what you do not want.')
}

function invalid(path: string, detail: string): CountersignError {
  return new CountersignError({
    code: 'POLICY_INVALID',
    status: 422,
    detail,
    errors: [{ path, code: 'POLICY_INVALID', detail }],
  })
}
