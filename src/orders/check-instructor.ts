import { CountersignError } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import { instructorOf } from '../domain/assess-order.ts'
import type { OrderContent } from '../domain/payment-order.ts'
import type { Requirement } from '../domain/requirement.ts'
import { standings } from '../people/standings.ts'
import type { Tx } from '../platform/postgres/database.ts'

/**
 * An order that the person it names could never confirm is refused at once, with what is missing, rather than left to
 * expire: 422 `UNSATISFIABLE`. What was asked of somebody before, by an earlier order or version, is asked still; that
 * nobody can give it now is no fault of whoever submits this one, and `feasible.missing` says so.
 */
export async function checkInstructor(
  tx: Tx,
  content: OrderContent,
  requirements: readonly Requirement[],
  now: Instant,
): Promise<void> {
  const personId = instructorOf(content)
  const isAsked = requirements.some((one) => one.kind === 'instructor_confirmation' && one.personId === personId)
  if (personId === null || !isAsked) return
  const standing = (await standings(tx, [personId], now)).get(personId)
  if (standing === undefined || !standing.active)
    throw unsatisfiable('The person who is said to have asked is not active here.')
  if (!standing.roles.includes('instructor') && !standing.roles.includes('approver'))
    throw unsatisfiable('The person who is said to have asked has no authority to instruct payments.')
  if (!standing.hasActiveKey)
    throw unsatisfiable(
      'The person who is said to have asked has no active security key, so nobody can confirm that they did.',
    )
  if (content.requesters.includes(personId))
    throw unsatisfiable('The person who is said to have asked also submits it. Somebody else has to be the requester.')
}

function unsatisfiable(detail: string): CountersignError {
  return new CountersignError({
    code: 'UNSATISFIABLE',
    status: 422,
    detail,
    errors: [{ path: 'instruction.instructedBy', code: 'UNSATISFIABLE', detail }],
  })
}
