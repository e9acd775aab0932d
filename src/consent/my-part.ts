import { admit, type Admission } from '../domain/admit.ts'
import { CountersignError } from '../domain/errors.ts'
import { affirmativeOf } from '../domain/evidence.ts'
import { withAlternatives } from '../domain/requirement.ts'
import { isOpen } from '../domain/subject-states.ts'
import type { MyPart } from './schema.ts'
import type { SubjectHead } from './subject-kind.ts'

export type Asker = Omit<Admission, 'requirement' | 'decision'> & {
  /** Time is over, and nobody has written that down yet. */
  readonly expired: boolean
}

/**
 * What this person could sign now and why not the rest: the answers that `createChallenge` would give, from the same
 * `admit`. It promises nothing; everything is asked again when they do.
 */
export function myPart(head: SubjectHead, asker: Asker): MyPart {
  const requirements = withAlternatives(head.assessment.requirements)
  const part: MyPart = { mayDeny: false, may: [], mayNot: [] }
  const over = !isOpen(head.state) || asker.expired
  part.mayDeny =
    (head.state === 'approved' || !over) && refusal({ ...asker, requirement: null, decision: 'deny' }) === null
  for (const requirement of requirements) {
    const { id: requirementId, kind } = requirement
    const refused = over
      ? { code: 'STATE', detail: `This is ${asker.expired ? 'expired' : head.state}: nothing can be signed for it.` }
      : (refusal({ ...asker, requirement, decision: affirmativeOf(kind) }) ?? alreadySigned(requirementId, asker))
    if (refused === null) part.may.push(requirementId)
    else part.mayNot.push({ requirementId, code: refused.code, detail: refused.detail })
  }
  return part
}

function refusal(admission: Admission): CountersignError | null {
  try {
    admit(admission)
    return null
  } catch (error) {
    if (error instanceof CountersignError) return error
    throw error
  }
}

function alreadySigned(requirementId: string, { evidence, standing }: Asker): { code: string; detail: string } | null {
  const signed = evidence.some(
    (one) => one.requirementId === requirementId && one.personId === standing.personId && one.decision !== 'deny',
  )
  return signed ? { code: 'ALREADY_SIGNED', detail: 'You have signed this already. One person counts once.' } : null
}
