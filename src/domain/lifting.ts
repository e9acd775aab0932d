import { assessChange, type ChangeToAssess } from './assess-change.ts'
import type { JsonObject } from './canonical-json.ts'
import { shortages } from './feasibility.ts'
import type { Standing } from './person.ts'
import type { Policy } from './policy.ts'
import type { SubjectDuties } from './requirement.ts'

/** What the content of a lifting says about who may sign it. It is signed, so it is read from nowhere else. */
export interface LiftingTerms {
  /** Whom the hold is against: they neither ask for its lifting nor sign it. */
  readonly against: readonly string[]
  /** Too few of those who approve were left to lift it, so two administrators do. Of holds on a person alone. */
  readonly leftToAdministrators: boolean
}

/** Liftings asked for by earlier versions say whom the hold is against as well: it is their target. */
export function liftingTerms({ scope, target, leftToAdministrators }: JsonObject): LiftingTerms {
  if (scope !== 'person' || typeof target !== 'string') return { against: [], leftToAdministrators: false }
  return { against: [target], leftToAdministrators: leftToAdministrators === true }
}

export function liftingDuties(requesters: readonly string[], terms: LiftingTerms): SubjectDuties {
  const { against, leftToAdministrators: heldMaySign } = terms
  return { requesters, instructors: [], instructorCounts: false, spending: null, against, heldMaySign }
}

/**
 * Whether the hold on somebody would never be lifted: without them, and whoever else is held, too few are left of those
 * who lift. A company of two approvers could not lift a hold on one of them, and whoever holds all approvers would have
 * stopped the company for good. Then administrators answer for the person, as they do for keys, held or not, if there
 * are enough of them. Who asks is left out: where another one asking would do, another one has to.
 */
export function isLeftToAdministrators(
  policy: Policy,
  change: Omit<ChangeToAssess, 'leftToAdministrators'>,
  people: readonly Standing[],
  against: readonly string[],
): boolean {
  const isFeasible = (leftToAdministrators: boolean): boolean => {
    const { requirements } = assessChange(policy, { ...change, leftToAdministrators })
    const duties = liftingDuties([], { against, leftToAdministrators })
    return shortages(requirements, people, duties, []).length === 0
  }
  return !isFeasible(false) && isFeasible(true)
}
