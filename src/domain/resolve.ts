import { approvesAnother, dutyConflict } from './duties.ts'
import { affirmativeOf, type Evidence } from './evidence.ts'
import { earliest, type Instant } from './instant.ts'
import type { Standing } from './person.ts'
import { eligibleFrom, isEligible, withAlternatives, type Requirement, type SubjectDuties } from './requirement.ts'
import { sameSubject, type SubjectRef } from './subject.ts'

export interface ResolveInput {
  readonly subject: SubjectRef
  readonly requirements: readonly Requirement[]
  /** Everything accepted for the subject; what does not belong to this version does not count. */
  readonly evidence: readonly Evidence[]
  readonly duties: SubjectDuties
  /** How each person stands now. Somebody not listed does not count. */
  readonly standings: ReadonlyMap<string, Standing>
  readonly expiresAt: Instant
  readonly now: Instant
}

export interface RequirementStatus {
  readonly requirementId: string
  readonly status: 'satisfied' | 'waiting'
  /** How many distinct people count towards it. */
  readonly satisfied: number
  readonly missing: number
}

export type Resolution =
  | { readonly status: 'satisfied'; readonly requirements: readonly RequirementStatus[] }
  | {
      readonly status: 'waiting'
      readonly requirements: readonly RequirementStatus[]
      /** Ids of what can still be answered: requirements that are not satisfied, and their alternatives. */
      readonly outstanding: readonly string[]
      /** A review is overdue: tell more people. */
      readonly escalate: boolean
      /** When time alone may change this answer. */
      readonly wakeAt: Instant
    }
  | { readonly status: 'denied'; readonly requirements: readonly RequirementStatus[]; readonly evidenceId: string }
  | { readonly status: 'expired'; readonly requirements: readonly RequirementStatus[] }

/**
 * The one decision. Runs inside the guarded transaction, in the signer and in the offline verifier; nothing else
 * decides. Independent of the order of evidence; deny wins over everything, then expiry, then what is missing.
 */
export function resolve(input: ResolveInput): Resolution {
  const own = input.evidence.filter(
    (evidence) => evidence.voidedBy === null && sameSubject(evidence.subject, input.subject),
  )
  const requirements = input.requirements.map((requirement) => statusOf(requirement, own, input))

  const denial = own.filter((evidence) => evidence.decision === 'deny').sort(byAcceptance)[0]
  if (denial !== undefined) return { status: 'denied', requirements, evidenceId: denial.id }
  if (input.now >= input.expiresAt) return { status: 'expired', requirements }

  const waiting = new Set(
    requirements.filter((status) => status.status === 'waiting').map((status) => status.requirementId),
  )
  if (waiting.size === 0) return { status: 'satisfied', requirements }
  const open = input.requirements.filter((requirement) => waiting.has(requirement.id))
  return {
    status: 'waiting',
    requirements,
    outstanding: withAlternatives(open).map((requirement) => requirement.id),
    escalate: reviewsDue(open).some((dueAt) => dueAt <= input.now),
    wakeAt: nextWake(open, own, input),
  }
}

function statusOf(requirement: Requirement, own: readonly Evidence[], input: ResolveInput): RequirementStatus {
  const wanted = wantedOf(requirement)
  const alternative = (requirement.anyOf ?? []).some((one) => statusOf(one, own, input).status === 'satisfied')
  const satisfied =
    requirement.kind === 'cooling_off'
      ? Number(input.now >= requirement.until)
      : signersOf(requirement, own, input).size
  const isMet = alternative || satisfied >= wanted
  return {
    requirementId: requirement.id,
    status: isMet ? 'satisfied' : 'waiting',
    satisfied: Math.min(satisfied, wanted),
    missing: isMet ? 0 : wanted - satisfied,
  }
}

export function wantedOf(requirement: Requirement): number {
  switch (requirement.kind) {
    case 'approval':
      return requirement.quorum
    case 'callback':
      return requirement.callers
    case 'instructor_confirmation':
    case 'review':
    case 'cooling_off':
      return 1
  }
}

/** People, never keys or signatures: one person counts once, and only while nothing speaks against them. */
function signersOf(requirement: Requirement, own: readonly Evidence[], input: ResolveInput): Set<string> {
  return new Set(affirmedBy(requirement, own).filter((personId) => counts(requirement, personId, own, input)))
}

function affirmedBy(requirement: Requirement, own: readonly Evidence[]): string[] {
  return own
    .filter((evidence) => evidence.requirementId === requirement.id && evidence.kind === requirement.kind)
    .filter((evidence) => evidence.decision === affirmativeOf(requirement.kind))
    .map((evidence) => evidence.personId)
}

function counts(requirement: Requirement, personId: string, own: readonly Evidence[], input: ResolveInput): boolean {
  const standing = input.standings.get(personId)
  if (standing === undefined || !isEligible(requirement, standing, input.duties)) return false
  if (approvesAnother(requirement, personId, own, input.requirements)) return false
  return dutyConflict(requirement.kind, personId, input.duties, own) === null
}

function reviewsDue(open: readonly Requirement[]): Instant[] {
  return open.flatMap((requirement) => (requirement.kind === 'review' ? [requirement.dueAt] : []))
}

function nextWake(open: readonly Requirement[], own: readonly Evidence[], input: ResolveInput): Instant {
  const coolings = open.flatMap((requirement) => (requirement.kind === 'cooling_off' ? [requirement.until] : []))
  const due = [...coolings, ...reviewsDue(open), ...newDays(open, own, input)]
  const upcoming = due.filter((instant) => instant > input.now)
  return earliest([...upcoming, input.expiresAt]) ?? input.expiresAt
}

/** When those who have signed, and have used up their limit since, have another day: they count again by themselves. */
function newDays(open: readonly Requirement[], own: readonly Evidence[], input: ResolveInput): Instant[] {
  return withAlternatives(open).flatMap((requirement) =>
    affirmedBy(requirement, own).flatMap((personId) => {
      const standing = input.standings.get(personId)
      return (standing === undefined ? null : eligibleFrom(requirement, standing, input.duties)) ?? []
    }),
  )
}

function byAcceptance(a: Evidence, b: Evidence): number {
  if (a.acceptedAt !== b.acceptedAt) return a.acceptedAt < b.acceptedAt ? -1 : 1
  return a.id < b.id ? -1 : 1
}
