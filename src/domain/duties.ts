import type { Evidence } from './evidence.ts'
import type { RequirementKind } from './requirement-spec.ts'
import { withAlternatives, type Requirement, type SubjectDuties } from './requirement.ts'

export type DutyConflict = 'HOLD_ON_SELF' | 'SELF_APPROVAL' | 'DUTY_CONFLICT'

/**
 * Segregation of duties: nobody serves two functions on one version. `earlier` is what has been accepted on this very
 * version. Order does not matter: whoever holds two functions by a race counts for neither (see `resolve`).
 */
export function dutyConflict(
  kind: RequirementKind,
  personId: string,
  duties: SubjectDuties,
  earlier: readonly Evidence[],
): DutyConflict | null {
  if (kind === 'cooling_off') return null
  if (duties.against?.includes(personId) === true) return 'HOLD_ON_SELF'
  if (duties.requesters.includes(personId)) return kind === 'approval' ? 'SELF_APPROVAL' : 'DUTY_CONFLICT'
  if (duties.instructors.includes(personId) && !compatible(kind, 'instructor_confirmation', duties))
    return 'DUTY_CONFLICT'
  return earlier.some((evidence) => servesBy(evidence, personId) && !compatible(kind, evidence.kind, duties))
    ? 'DUTY_CONFLICT'
    : null
}

/**
 * People are counted as people: where a version asks several groups for approvals (or for one more, to expedite), one
 * person gives one of them, however many groups they are in. Of two given by a race neither counts. `asked` is what
 * the version asks for now: an approval of what is no longer asked stands in nobody's way; without it, any does.
 */
export function approvesAnother(
  requirement: Requirement,
  personId: string,
  earlier: readonly Evidence[],
  asked: readonly Requirement[] | null,
): boolean {
  if (requirement.kind !== 'approval') return false
  const ids = asked === null ? null : new Set(withAlternatives(asked).map((one) => one.id))
  return earlier.some(
    (evidence) =>
      servesBy(evidence, personId) &&
      evidence.kind === 'approval' &&
      evidence.requirementId !== null &&
      evidence.requirementId !== requirement.id &&
      (ids === null || ids.has(evidence.requirementId)),
  )
}

function servesBy(evidence: Evidence, personId: string): evidence is Evidence & { kind: RequirementKind } {
  return (
    evidence.personId === personId &&
    evidence.voidedBy === null &&
    evidence.decision !== 'deny' &&
    evidence.kind !== null
  )
}

/** The same function, or an instructor whom a small-company policy lets approve. */
function compatible(one: RequirementKind, other: RequirementKind, duties: SubjectDuties): boolean {
  if (one === other) return true
  const both = [one, other]
  return duties.instructorCounts && both.includes('approval') && both.includes('instructor_confirmation')
}
