import { whyNotRung } from '../domain/callable-contact.ts'
import { CountersignError } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import { callbackOutcomeDigest, type StatedCall } from '../domain/statement.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readCallbacks } from './challenge-store.ts'
import { contactsToCall, type CallbackRequirement } from './contact-to-call.ts'
import type { SubjectHead, SubjectKind } from './subject-kind.ts'

export interface CallSought {
  readonly kind: SubjectKind
  readonly head: SubjectHead
  readonly requirement: CallbackRequirement
  readonly callerId: string
  readonly now: Instant
}

/**
 * The caller's own newest call for this requirement of this version, if it reached a callee who is still on file and
 * what they stated was right. Ticking "done" is not a callback: 422 `CALLBACK_INCOMPLETE`.
 */
export async function completedCallback(db: Executor, sought: CallSought): Promise<StatedCall> {
  const completed = await findCompletedCallback(db, sought)
  if (completed !== null) return completed
  throw new CountersignError({
    code: 'CALLBACK_INCOMPLETE',
    status: 422,
    detail:
      'Call the contact on file first and record what they stated: amount and account ending must be those of the payment.',
  })
}

/** The same for whoever only looks: null while there is no such call. */
export async function findCompletedCallback(db: Executor, sought: CallSought): Promise<StatedCall | null> {
  const { kind, head, requirement, callerId, now } = sought
  const calls = await readCallbacks(db, [head.id])
  const own = calls.filter(
    (call) =>
      call.requirementId === requirement.id && call.callerId === callerId && call.subjectVersion === head.version,
  )
  const newest = own.at(-1)
  const outcome = newest?.outcome
  if (newest === undefined || outcome == null) return null
  if (outcome['outcome'] !== 'confirmed' || outcome['statedMatched'] !== true) return null
  const onFile = await contactsToCall(db, kind, head, requirement)
  const contact = onFile.find(({ id }) => id === newest.contactId)
  if (contact === undefined) return null
  const rung = { id: contact.id, value: contact.value }
  if (whyNotRung(onFile, rung, { minAgeDays: requirement.contactMinAgeDays, now }) !== null) return null
  return { id: newest.id, outcomeDigest: callbackOutcomeDigest(outcome), contact: rung }
}
