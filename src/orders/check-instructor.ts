import { CountersignError } from '../domain/errors.ts'
import type { Standing } from '../domain/person.ts'
import type { OrderContent } from '../domain/payment-order.ts'
import type { Requirement } from '../domain/requirement.ts'

/**
 * An order that its claimed instructor could never confirm is refused at once, with what is missing, rather than left
 * to expire: 422 `UNSATISFIABLE`.
 */
export function checkInstructor(
  content: OrderContent,
  requirements: readonly Requirement[],
  standings: ReadonlyMap<string, Standing>,
): void {
  for (const requirement of requirements) {
    if (requirement.kind !== 'instructor_confirmation') continue
    const standing = standings.get(requirement.personId)
    if (standing === undefined || !standing.active)
      throw unsatisfiable('The person who is said to have asked is not active here.')
    if (!standing.roles.includes('instructor') && !standing.roles.includes('approver')) {
      throw unsatisfiable('The person who is said to have asked has no authority to instruct payments.')
    }
    if (!standing.hasActiveKey)
      throw unsatisfiable(
        'The person who is said to have asked has no active security key, so nobody can confirm that they did.',
      )
    if (content.requesters.includes(requirement.personId)) {
      throw unsatisfiable(
        'The person who is said to have asked also submits it. Somebody else has to be the requester.',
      )
    }
  }
}

function unsatisfiable(detail: string): CountersignError {
  return new CountersignError({
    code: 'UNSATISFIABLE',
    status: 422,
    detail,
    errors: [{ path: 'instruction.instructedBy', code: 'UNSATISFIABLE', detail }],
  })
}
