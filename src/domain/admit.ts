import { approvesAnother, dutyConflict } from './duties.ts'
import { CountersignError, forbid } from './errors.ts'
import { affirmativeOf, type Decision, type Evidence } from './evidence.ts'
import { isHeldBack } from './held-people.ts'
import { isMember, isWithinLimit, type KeyState, type Role, type Standing } from './person.ts'
import { isEligible, type Requirement, type SubjectDuties } from './requirement.ts'

export interface Admission {
  readonly requirement: Requirement | null
  readonly decision: Decision
  readonly standing: Standing
  readonly keyState: KeyState
  readonly duties: SubjectDuties
  /** What has been accepted for this very version so far. */
  readonly evidence: readonly Evidence[]
  /** Everything this version asks for now. Without it, any other approval of this person is in their way. */
  readonly asked?: readonly Requirement[]
}

/**
 * Whether this person may make this statement: asked before a challenge is handed out and again, in the same
 * transaction, before the signature becomes evidence. Throws 403 or 422 with what to do.
 */
export function admit(admission: Admission): void {
  const { standing, keyState, decision, requirement, duties } = admission
  if (!standing.active) throw forbid('PERSON_INACTIVE', 'This person is not active. An administrator can say why.')
  if (keyState === 'revoked' || keyState === 'pending') {
    throw forbid('CREDENTIAL_INACTIVE', 'This security key is not active. Use another one, or have it confirmed first.')
  }
  if (decision === 'deny') return admitDenial(admission)
  if (keyState === 'quarantined') {
    throw forbid(
      'CREDENTIAL_QUARANTINED',
      'This security key is new and in quarantine: it may deny, hold and report, but not approve yet.',
    )
  }
  if (isHeldBack(standing, duties, requirement?.kind ?? null)) {
    if (duties.against?.includes(standing.personId) === true) throw holdOnSelf()
    throw forbid(
      'PERSON_HELD',
      'A hold stands on you: until others lift it you may deny, hold and report, but not approve. Ask the security group.',
    )
  }
  if (requirement === null) {
    throw new CountersignError({
      code: 'REQUIREMENT_REQUIRED',
      status: 422,
      detail: 'Name the requirement that you answer (requirementId).',
    })
  }
  if (decision !== affirmativeOf(requirement.kind)) {
    throw new CountersignError({
      code: 'DECISION_UNFIT',
      status: 422,
      detail: `This is answered with "${affirmativeOf(requirement.kind)}" or "deny".`,
    })
  }
  admitAnswer(requirement, admission)
}

const DENIERS: readonly Role[] = ['approver', 'instructor', 'reviewer', 'caller']

/** Deny is one step, for any approver, instructor, reviewer or caller, whatever else they did. */
function admitDenial({ standing, duties }: Admission): void {
  // Changes of people and keys are approved by administrators, who have no say in payments.
  const deniers: readonly Role[] = duties.spending === null ? [...DENIERS, 'administrator'] : DENIERS
  if (!standing.roles.some((role) => deniers.includes(role)))
    throw forbid('NOT_ELIGIBLE', 'Only approvers, instructors, reviewers and callers may deny. Report it instead.')
}

/** What is admitted here is what `resolve` counts: both ask `isEligible`, `dutyConflict` and `approvesAnother`. */
function admitAnswer(requirement: Requirement, { standing, duties, evidence, asked }: Admission): void {
  const conflict = dutyConflict(requirement.kind, standing.personId, duties, evidence)
  if (conflict === 'HOLD_ON_SELF') throw holdOnSelf()
  if (conflict === 'SELF_APPROVAL')
    throw forbid(conflict, 'You asked for or changed this, so somebody else has to approve it.')
  if (conflict === 'DUTY_CONFLICT')
    throw forbid(conflict, 'You already have another function in this; somebody else has to do this part.')
  if (approvesAnother(requirement, standing.personId, evidence, asked ?? null)) {
    throw forbid(
      'DUTY_CONFLICT',
      'You already approved this for another group; somebody else has to approve it for this one.',
    )
  }
  if (requirement.kind === 'cooling_off') throw forbid('NOT_ELIGIBLE', 'Time answers this one; nobody can sign it.')
  if (isEligible(requirement, standing, duties)) return
  if (exceedsLimit(requirement, standing, duties)) {
    throw forbid(
      'LIMIT_EXCEEDED',
      'This is above your limit, or above what is left of it today. Somebody with a higher limit has to approve it.',
    )
  }
  throw forbid('NOT_ELIGIBLE', 'This is not yours to answer. The requirement says who may.')
}

/** Whom a hold is against has no part in its lifting but to say no. */
export function admitLifting(personId: string, against: readonly string[]): void {
  if (against.includes(personId)) throw holdOnSelf()
}

function holdOnSelf(): CountersignError {
  return forbid(
    'HOLD_ON_SELF',
    'This hold is on you: others ask for it to be lifted, and others sign. Tell a colleague what they should know.',
  )
}

/** Everything but the limit fits. */
function exceedsLimit(requirement: Requirement, standing: Standing, duties: SubjectDuties): boolean {
  if (requirement.kind !== 'approval' || duties.spending === null) return false
  if (!isMember(standing, requirement.group) || !standing.roles.includes('approver')) return false
  return !isWithinLimit(standing, duties.spending.entity, duties.spending.amounts)
}
