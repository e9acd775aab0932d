import { forbid } from './errors.ts'
import { isMember, type KeyState, type Standing } from './person.ts'
import { withAlternatives, type Requirement, type SubjectDuties } from './requirement.ts'

export interface Escalation {
  readonly standing: Standing
  readonly keyState: KeyState
  readonly duties: SubjectDuties
  readonly requirements: readonly Requirement[]
}

/**
 * Whether this person may call for a second look. It only ever adds, so a limit that is too low or a key in quarantine
 * is in nobody's way; but whoever asked for the payment has no say in how it is looked at. Throws 403.
 */
export function admitEscalation({ standing, keyState, duties, requirements }: Escalation): void {
  if (!standing.active) throw forbid('PERSON_INACTIVE', 'This person is not active. An administrator can say why.')
  if (keyState === 'revoked' || keyState === 'pending') {
    throw forbid('CREDENTIAL_INACTIVE', 'This security key is not active. Use another one, or have it confirmed first.')
  }
  if (duties.requesters.includes(standing.personId)) {
    throw forbid('DUTY_CONFLICT', 'You asked for or changed this. Tell somebody who has to decide on it, or cancel it.')
  }
  const hasPart =
    standing.roles.includes('reviewer') || withAlternatives(requirements).some((one) => isPart(one, standing))
  if (hasPart || duties.instructors.includes(standing.personId)) return
  throw forbid(
    'NOT_ELIGIBLE',
    'Only those who are asked about this, and reviewers, may escalate it. Report it instead.',
  )
}

/** The role and the group, whatever the limit. A reviewer's part is to be called in. */
function isPart(requirement: Requirement, standing: Standing): boolean {
  switch (requirement.kind) {
    case 'approval':
      return standing.roles.includes('approver') && isMember(standing, requirement.group)
    case 'instructor_confirmation':
      return standing.personId === requirement.personId
    case 'callback':
      return standing.roles.includes('caller')
    case 'review':
    case 'cooling_off':
      return false
  }
}
