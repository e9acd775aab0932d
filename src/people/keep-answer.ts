import { canonicalizeJson } from '../domain/canonical-json.ts'
import { conflict, notFound } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import type { Db, Executor } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { keepAnswer, readChallenge, type StoredChallenge } from './challenge-store.ts'
import { counterRegression } from './keys/refusals.ts'
import { spendCounter } from './signing-key.ts'
import type { SignedBy } from './verify-signed-by.ts'

/** A challenge to enrol or confirm, still to be answered; 404, 409 CHALLENGE_CONSUMED or CHALLENGE_EXPIRED. */
export async function openChallenge(db: Executor, id: string, now: Instant): Promise<StoredChallenge> {
  const challenge = await readChallenge(db, 'enrolment', id)
  if (challenge === null) throw notFound('challenge')
  if (challenge.consumedAt !== null)
    throw conflict('CHALLENGE_CONSUMED', 'This challenge has been answered. Ask for a new one.')
  if (challenge.expiresAt <= now)
    throw conflict('CHALLENGE_EXPIRED', 'This took too long. Ask for a new challenge and sign that.')
  return challenge
}

/**
 * Keeps a verified answer for the worker. The first stays; another is let through only if it is the same, sent again.
 * Whether it was this one.
 */
export async function keepOnce(db: Executor, challengeId: string, answer: object): Promise<boolean> {
  if (await keepAnswer(db, challengeId, answer)) return true
  const kept = (await readChallenge(db, 'enrolment', challengeId))?.answer
  if (kept !== undefined && kept !== null && whatWasSigned(kept) === whatWasSigned(answer)) return false
  throw conflict('CHALLENGE_CONSUMED', 'This challenge has been answered in another way. Ask for a new one.')
}

/**
 * The same for one that a key on record has signed, whose counter it spends: what was kept is not refused on it later,
 * when its owner has signed in again meanwhile. Throws 409 COUNTER_REGRESSION.
 */
export async function keepSigned(
  db: Db,
  challengeId: string,
  answer: object,
  { key, newCounter }: SignedBy,
): Promise<void> {
  await transaction(db, async (tx) => {
    const isFirst = await keepOnce(tx, challengeId, answer)
    if (isFirst && !(await spendCounter(tx, key.keyId, newCounter))) throw counterRegression()
  })
}

/** Without the invitation: sealed anew each time, and the challenge says already which one it is. */
function whatWasSigned(answer: object): string {
  return canonicalizeJson({ ...answer, invitation: null })
}
