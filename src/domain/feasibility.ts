import { approvesAnother, dutyConflict } from './duties.ts'
import { isHeldBack } from './held-people.ts'
import { isEligible, type Requirement, type SubjectDuties } from './requirement.ts'
import type { Evidence } from './evidence.ts'
import type { Standing } from './person.ts'
import { wantedOf } from './resolve.ts'

/** Who can answer each requirement now, duties included: the `eligible` of the outside contract. */
export function eligibleFor(
  requirement: Requirement,
  standings: Iterable<Standing>,
  duties: SubjectDuties,
  evidence: readonly Evidence[],
  asked: readonly Requirement[] | null = null,
): string[] {
  return [...standings]
    .filter((standing) => isEligible(requirement, standing, duties) && !isHeldBack(standing, duties, requirement.kind))
    .filter((standing) => dutyConflict(requirement.kind, standing.personId, duties, evidence) === null)
    .filter((standing) => !approvesAnother(requirement, standing.personId, evidence, asked))
    .map((standing) => standing.personId)
    .sort()
}

export interface Shortage {
  readonly requirementId: string
  readonly kind: Requirement['kind']
  readonly wanted: number
  readonly eligible: number
  /** Were it not for holds on people, there would be enough: lift them, or nobody can. */
  readonly byHolds: boolean
}

/** Requirements that the people on file can not meet, however willing: waiting would be in vain. */
export function shortages(
  requirements: readonly Requirement[],
  standings: readonly Standing[],
  duties: SubjectDuties,
  evidence: readonly Evidence[],
): Shortage[] {
  return requirements.flatMap((requirement) => {
    if (requirement.kind === 'cooling_off') return []
    const eligibleOf = (people: readonly Standing[]): number =>
      eligibleFor(requirement, people, duties, evidence, requirements).length
    const eligible = eligibleOf(standings)
    const wanted = wantedOf(requirement)
    if (eligible >= wanted) return []
    const byHolds = eligibleOf(standings.map((standing) => ({ ...standing, isHeld: false }))) >= wanted
    return [{ requirementId: requirement.id, kind: requirement.kind, wanted, eligible, byHolds }]
  })
}
