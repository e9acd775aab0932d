import { eligibleFor } from '../domain/feasibility.ts'
import type { Standing } from '../domain/person.ts'
import { withAlternatives, type Requirement } from '../domain/requirement.ts'
import type { SlimEvaluation } from './evaluate-all.ts'
import type { SubjectHead } from './subject-kind.ts'

/** What of it waits for this person: outstanding requirements they are eligible for and have not answered. */
export function signable(head: SubjectHead, evaluation: SlimEvaluation, standing: Standing): Requirement[] {
  const { resolution, evidence, duties } = evaluation
  if (resolution?.status !== 'waiting') return []
  const current = evidence.filter((one) => one.subject.version === head.version && one.voidedBy === null)
  return withAlternatives(head.assessment.requirements).filter(
    (requirement) =>
      resolution.outstanding.includes(requirement.id) &&
      !current.some((one) => one.requirementId === requirement.id && one.personId === standing.personId) &&
      eligibleFor(requirement, [standing], duties, current, head.assessment.requirements).length > 0,
  )
}
