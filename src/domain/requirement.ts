import { digestOf } from './canonical-json.ts'
import { earliest, plus, type Instant } from './instant.ts'
import { isMember, isWithinLimit, type Standing } from './person.ts'
import type { Money } from './money.ts'
import { specKey, type ApprovalSpec, type RequirementSpec } from './requirement-spec.ts'
import type { SignalCode } from './signals.ts'
import { coolingOffUntil, waitMs, type Asking } from './waits.ts'

interface Bound {
  readonly id: string
  /** Every signal found when it was asked for: why nothing was taken away. */
  readonly because: readonly SignalCode[]
  readonly anyOf: readonly Requirement[] | null
}

/** A spec bound to one version of one subject: who may answer it, until when. */
export type Requirement =
  | (Bound & {
      readonly kind: 'approval'
      readonly group: string
      readonly quorum: number
      readonly blindEntry: boolean
    })
  | (Bound & { readonly kind: 'instructor_confirmation'; readonly personId: string })
  | (Bound & {
      readonly kind: 'callback'
      readonly callee: 'payee' | 'instructor'
      readonly contactMinAgeDays: number
      readonly callers: number
      readonly personId?: string
    })
  | (Bound & { readonly kind: 'review'; readonly group: string; readonly dueAt: Instant })
  | (Bound & { readonly kind: 'cooling_off'; readonly until: Instant })

/** What the rules need to know of a subject, whatever its type. */
export interface SubjectDuties {
  /** Everyone who asked for, created or last changed it. */
  readonly requesters: readonly string[]
  /** The people on file whom this instruction, or an earlier version's, claims to come from. */
  readonly instructors: readonly string[]
  /** A shipped small-company policy may let the instructor count as an approver. */
  readonly instructorCounts: boolean
  /** For payments: each approver must be within a limit for this entity and one of these amounts. */
  readonly spending: { readonly entity: string; readonly amounts: readonly Money[] } | null
  /** Whom a hold is against that is to be lifted: only others can say that they may go on. */
  readonly against?: readonly string[]
  /** Whoever is held signs it all the same: what is left to the administrators must not wait for their own holds. */
  readonly heldMaySign?: boolean
}

export interface Binding extends Asking {
  readonly subjectId: string
  readonly version: number
  /** When this version was submitted: reviews are due from here. */
  readonly startedAt: Instant
  readonly because: readonly SignalCode[]
}

/**
 * Same version and same terms, same id: a second assessment keeps what evidence already answers. Stricter terms (blind
 * entry, an older contact) make another requirement, because what was signed under weaker ones does not answer them.
 * How many people it takes is no term: raising a quorum keeps the approvals there are.
 */
export function requirementId(subjectId: string, version: number, key: string): string {
  return `req_${digestOf({ subjectId, version: String(version), key }).slice(0, 26)}`
}

export function bindSpecs(specs: readonly RequirementSpec[], binding: Binding): Requirement[] {
  return specs.map((spec) => bindSpec(spec, termsOf(spec), binding))
}

function termsOf(spec: RequirementSpec): string {
  switch (spec.kind) {
    case 'approval':
      return spec.blindEntry ? `${specKey(spec)}/blind` : specKey(spec)
    case 'callback':
      return `${specKey(spec)}/${spec.contactMinAgeDays}`
    case 'instructor_confirmation':
    case 'review':
    case 'cooling_off':
      return specKey(spec)
  }
}

function bindSpec(spec: RequirementSpec, key: string, binding: Binding): Requirement {
  const bound = { id: requirementId(binding.subjectId, binding.version, key), because: binding.because, anyOf: null }
  switch (spec.kind) {
    case 'approval':
      return { ...bound, kind: spec.kind, group: spec.group, quorum: spec.quorum, blindEntry: spec.blindEntry }
    case 'instructor_confirmation':
      if (spec.personId === null) throw new TypeError('Unexpected instructor_confirmation that names nobody')
      return { ...bound, kind: spec.kind, personId: spec.personId }
    case 'callback':
      if (spec.callee === 'auto') throw new TypeError('Unexpected callback that says nobody to call')
      return {
        ...bound,
        kind: spec.kind,
        callee: spec.callee,
        contactMinAgeDays: spec.contactMinAgeDays,
        callers: spec.callers,
        ...(spec.personId === undefined ? {} : { personId: spec.personId }),
      }
    case 'review':
      return {
        ...bound,
        kind: spec.kind,
        group: spec.group,
        dueAt: plus(binding.startedAt, waitMs(spec.sla, binding.timeScale)),
      }
    case 'cooling_off':
      return {
        ...bound,
        kind: spec.kind,
        until: coolingOffUntil(spec.duration, binding),
        anyOf: spec.anyOf.length === 0 ? null : spec.anyOf.map((one) => bindSpec(one, alternativeKey(one), binding)),
      }
  }
}

/** An expediting approval is one more approval: it must not share its id with the approval itself. */
function alternativeKey(spec: ApprovalSpec): string {
  return `cooling_off/${termsOf(spec)}`
}

/** A requirement and the alternatives it carries. */
export function withAlternatives(requirements: readonly Requirement[]): Requirement[] {
  return requirements.flatMap((requirement) => [requirement, ...(requirement.anyOf ?? [])])
}

/** Whether a person has the role, group, key and limit for a requirement, duties aside. */
export function isEligible(requirement: Requirement, standing: Standing, duties: SubjectDuties): boolean {
  if (!standing.active || !standing.hasActiveKey) return false
  switch (requirement.kind) {
    case 'approval':
      if (!isMember(standing, requirement.group)) return false
      if (duties.spending === null) return true
      return (
        standing.roles.includes('approver') && isWithinLimit(standing, duties.spending.entity, duties.spending.amounts)
      )
    case 'instructor_confirmation':
      return standing.personId === requirement.personId
    case 'callback':
      return standing.roles.includes('caller')
    case 'review':
      return standing.roles.includes('reviewer') && isMember(standing, requirement.group)
    case 'cooling_off':
      return false
  }
}

/**
 * When somebody whom nothing but their day's limit keeps from a requirement has a new day; null: it is not that, or they
 * are eligible now.
 */
export function eligibleFrom(requirement: Requirement, standing: Standing, duties: SubjectDuties): Instant | null {
  const { spending } = duties
  if (spending === null || isEligible(requirement, standing, duties)) return null
  if (!isEligible(requirement, { ...standing, approvedToday: [] }, duties)) return null
  return earliest(standing.approvedToday.flatMap(({ entity, until }) => (entity === spending.entity ? [until] : [])))
}
