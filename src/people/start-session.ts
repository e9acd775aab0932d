import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { conflict, CountersignError, forbid } from '../domain/errors.ts'
import { plus, type Instant } from '../domain/instant.ts'
import { effectiveKeyState, type KeyState } from '../domain/person.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Db } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { consumeChallenge, readChallenge, type StoredChallenge } from './challenge-store.ts'
import { findKeyByCredential } from './key-store.ts'
import { spendCounter } from './signing-key.ts'
import { encodeBase64url } from './keys/base64url.ts'
import { counterRegression } from './keys/refusals.ts'
import type { KeyTrust } from './keys/trust.ts'
import { verifyAssertion } from './keys/verify-assertion.ts'
import { hashSecret, newSecret } from './secret.ts'
import { endSession, insertSession } from './session-store.ts'
import { SESSION_MS, userHandle } from './session.ts'
import { readPerson, type Person } from './store.ts'

export interface StartedSession {
  readonly token: string
  readonly person: Person
  readonly keyId: string
  readonly keyState: KeyState
  readonly expiresAt: Instant
}

export interface SignInSurroundings {
  readonly userAgent: string | null
  /** The token of a session in the same browser: it ends with this sign-in, so that none is left behind. */
  readonly replaces: string | null
}

/**
 * Signs somebody in by a signature over our challenge. A pending key signs in too, to see that it waits; it signs
 * nothing else. Throws 401 CHALLENGE_UNKNOWN, CREDENTIAL_UNKNOWN, 403 CREDENTIAL_INACTIVE, PERSON_INACTIVE,
 * 409 CHALLENGE_CONSUMED, CHALLENGE_EXPIRED, COUNTER_REGRESSION, and what `verifyAssertion` throws.
 */
export async function startSession(
  db: Db,
  trust: KeyTrust,
  answer: { readonly challengeId: string; readonly credential: AuthenticationResponseJSON },
  { userAgent, replaces }: SignInSurroundings,
): Promise<StartedSession> {
  const now = await readNow(db)
  const challenge = await openChallenge(db, answer.challengeId, now)
  const found = await findKeyByCredential(db, answer.credential.id)
  // One answer for a key nobody enrolled and for a key of somebody else than the address given.
  if (found === null || (challenge.personId !== null && challenge.personId !== found.key.personId)) {
    throw new CountersignError({
      code: 'CREDENTIAL_UNKNOWN',
      status: 401,
      detail: 'This key does not sign in here with this address. Use a key that you have enrolled.',
    })
  }
  const { key } = found
  const { newCounter } = await verifyAssertion({
    credential: answer.credential,
    key: { credentialId: key.credentialId, publicKey: key.publicKey },
    expectedChallenge: challenge.challenge,
    trust,
    userHandle: encodeBase64url(userHandle(key.personId)),
  })
  const person = await readPerson(db, key.personId)
  if (key.state === 'revoked')
    throw forbid('CREDENTIAL_INACTIVE', 'This security key has been revoked. Use another one.')
  if (person === null || person.state === 'left') {
    throw forbid('PERSON_INACTIVE', 'This person is not active. An administrator can say why.')
  }

  const token = newSecret()
  const expiresAt = plus(now, SESSION_MS.absolute)
  await transaction(db, async (tx) => {
    if (!(await consumeChallenge(tx, challenge.id, now))) throw consumed()
    if (!(await spendCounter(tx, key.id, newCounter))) throw counterRegression()
    if (replaces !== null) await endSession(tx, hashSecret(replaces), now)
    const tokenHash = hashSecret(token)
    await insertSession(tx, {
      id: newId('ses'),
      tokenHash,
      personId: person.id,
      keyId: key.id,
      createdAt: now,
      lastUsedAt: now,
      expiresAt,
      userAgent,
    })
  })
  const keyState = effectiveKeyState(key.state, key.quarantineEndsAt, now)
  return { token, person, keyId: key.id, keyState, expiresAt }
}

async function openChallenge(db: Db, id: string, now: Instant): Promise<StoredChallenge> {
  const challenge = await readChallenge(db, 'session', id)
  if (challenge === null) {
    throw new CountersignError({ code: 'CHALLENGE_UNKNOWN', status: 401, detail: 'Ask for a challenge and sign that.' })
  }
  if (challenge.consumedAt !== null) throw consumed()
  if (challenge.expiresAt <= now)
    throw conflict('CHALLENGE_EXPIRED', 'This took too long. Ask for a new challenge and sign that.')
  return challenge
}

function consumed(): CountersignError {
  return conflict('CHALLENGE_CONSUMED', 'This challenge has been answered. Ask for a new one to sign in again.')
}
