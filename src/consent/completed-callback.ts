import { callbackOutcomeDigest } from '../domain/statement.ts'
import { CountersignError } from '../domain/errors.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readCallbacks } from './challenge-store.ts'
import type { SubjectHead } from './subject-kind.ts'

/** What a caller's statement says of their call. */
export interface CompletedCallback {
  readonly id: string
  readonly outcomeDigest: string
}

/**
 * The caller's own newest call for this requirement of this version, if it reached the callee and what they stated
 * was right. Ticking "done" is not a callback: 422 `CALLBACK_INCOMPLETE`.
 */
export async function completedCallback(
  db: Executor,
  head: SubjectHead,
  requirementId: string,
  callerId: string,
): Promise<CompletedCallback> {
  const completed = await findCompletedCallback(db, head, requirementId, callerId)
  if (completed !== null) return completed
  throw new CountersignError({
    code: 'CALLBACK_INCOMPLETE',
    status: 422,
    detail:
      'Call the contact on file first and record what they stated: amount and account ending must be those of the payment.',
  })
}

/** The same for whoever only looks: null while there is no such call. */
export async function findCompletedCallback(
  db: Executor,
  head: SubjectHead,
  requirementId: string,
  callerId: string,
): Promise<CompletedCallback | null> {
  const calls = await readCallbacks(db, [head.id])
  const own = calls.filter(
    (call) =>
      call.requirementId === requirementId && call.callerId === callerId && call.subjectVersion === head.version,
  )
  const newest = own.at(-1)
  const outcome = newest?.outcome
  if (newest === undefined || outcome == null) return null
  if (outcome['outcome'] !== 'confirmed' || outcome['statedMatched'] !== true) return null
  return { id: newest.id, outcomeDigest: callbackOutcomeDigest(outcome) }
}
