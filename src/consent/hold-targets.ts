import type { Evidence } from '../domain/evidence.ts'
import { standsOn } from '../domain/held-people.ts'
import { liftingTerms, type LiftingTerms } from '../domain/lifting.ts'
import { kindOf } from './kind-of.ts'
import type { HoldTarget, SubjectHead, SubjectKinds } from './subject-kind.ts'

type Held = Pick<SubjectHead, 'type' | 'id' | 'version' | 'digest' | 'content'>
type Assessed = Held & Pick<SubjectHead, 'assessment'>

/** What a hold would have to name to stop this, `everything` aside: what its kind says, and whoever it stands on. */
export function holdTargetsOf(kinds: SubjectKinds, head: Assessed, evidence: readonly Evidence[]): HoldTarget[] {
  return [...kindOf(kinds, head.type).holdTargets(head), ...signerTargets(head, evidence)]
}

/**
 * Everybody whose signature counts for it. What is left to the administrators stands on them, held or not; whom a hold is
 * against may have signed its lifting in an earlier version, which counts for nothing.
 */
export function signerTargets(head: Held, evidence: readonly Evidence[]): HoldTarget[] {
  const { against, leftToAdministrators } = head.type === 'hold' ? liftingTerms(head.content) : NO_TERMS
  if (leftToAdministrators) return []
  const people = standsOn(head, evidence).filter((personId) => !against.includes(personId))
  return people.map((target) => ({ scope: 'person', target }))
}

const NO_TERMS: LiftingTerms = { against: [], leftToAdministrators: false }
