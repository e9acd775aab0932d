import type { Evidence } from './evidence.ts'
import type { RequirementKind } from './requirement-spec.ts'
import type { SubjectDuties } from './requirement.ts'

export type DutyConflict = 'SELF_APPROVAL' | 'DUTY_CONFLICT'

/**
 * Segregation of duties: nobody serves two functions on one version. `earlier` is what has been accepted on it.
 * Order does not matter: whoever holds two functions by a race counts for neither (see `resolve`).
 */
export function dutyConflict(
  kind: RequirementKind,
  personId: string,
  duties: SubjectDuties,
  earlier: readonly Evidence[],
): DutyConflict | null {
  if (kind === 'instructor_confirmation' || kind === 'cooling_off') return null
  if (duties.requesters.includes(personId)) return kind === 'approval' ? 'SELF_APPROVAL' : 'DUTY_CONFLICT'
  if (duties.instructors.includes(personId) && !(kind === 'approval' && duties.instructorCounts)) return 'DUTY_CONFLICT'
  return otherFunctions(kind, personId, earlier).length > 0 ? 'DUTY_CONFLICT' : null
}

/** The functions approval, callback and review need different people. */
function otherFunctions(kind: RequirementKind, personId: string, earlier: readonly Evidence[]): Evidence[] {
  return earlier.filter(
    (evidence) =>
      evidence.personId === personId &&
      evidence.voidedBy === null &&
      evidence.decision !== 'deny' &&
      evidence.kind !== null &&
      evidence.kind !== 'instructor_confirmation' &&
      evidence.kind !== kind,
  )
}
