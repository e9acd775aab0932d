import type { Evidence } from './evidence.ts'
import type { Standing } from './person.ts'
import type { RequirementKind } from './requirement-spec.ts'
import type { SubjectDuties } from './requirement.ts'
import { sameSubject, type SubjectRef } from './subject.ts'

/**
 * A hold on a person freezes what takes their word: their key may be in other hands, or they may work for somebody else.
 * Until others lift it they sign as with a key in quarantine, denials alone, and hold and report. What they signed before
 * stays, and nothing that stands on it goes out. Whoever was impersonated is held like that, and may still say that an
 * order is their own: it is no judgement about somebody else's, and what names them goes nowhere while they are held.
 */
export function isHeldBack(standing: Standing, duties: SubjectDuties, kind: RequirementKind | null): boolean {
  return standing.isHeld === true && duties.heldMaySign !== true && kind !== 'instructor_confirmation'
}

/** Whose signatures this version stands on: everybody who said yes to it, and whose yes counts. */
export function standsOn(subject: SubjectRef, evidence: readonly Evidence[]): string[] {
  const counted = evidence.filter((one) => {
    return one.voidedBy === null && one.decision !== 'deny' && sameSubject(one.subject, subject)
  })
  return [...new Set(counted.map((one) => one.personId))]
}
