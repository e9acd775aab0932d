import { createHash } from 'node:crypto'
import { conflict, notFound } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { consumeChallenge, readChallenge, type StoredChallenge } from './challenge-store.ts'

export interface AnsweredChallenge extends StoredChallenge {
  readonly statement: Uint8Array
}

/** The worker's look at a challenge with a kept answer, its row locked. What it says is believed no further than its hash. */
export async function lockAnswered(tx: Tx, id: string): Promise<AnsweredChallenge> {
  const challenge = await readChallenge(tx, 'enrolment', id, 'update')
  if (challenge === null || challenge.answer === null || challenge.statement === null) throw notFound('challenge')
  const { statement } = challenge
  if (!createHash('sha256').update(statement).digest().equals(challenge.challenge)) throw notFound('challenge')
  return { ...challenge, statement }
}

/** `expiresAt` is the statement's own: the row's is only a copy. */
export async function takeChallenge(
  tx: Tx,
  challenge: AnsweredChallenge,
  expiresAt: Instant,
  now: Instant,
): Promise<void> {
  if (expiresAt <= now)
    throw conflict('CHALLENGE_EXPIRED', 'This took too long. Ask for a new challenge and sign that.')
  if (await consumeChallenge(tx, challenge.id, now)) return
  throw conflict('CHALLENGE_CONSUMED', 'This challenge has been answered. Ask for a new one.')
}
