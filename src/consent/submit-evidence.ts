import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { conflict, CountersignError, notFound } from '../domain/errors.ts'
import type { SubjectType } from '../domain/subject.ts'
import { verifyAssertion } from '../people/keys/verify-assertion.ts'
import type { KeyTrust } from '../people/keys/trust.ts'
import { signingKey, type SigningKey } from '../people/signing-key.ts'
import type { Db } from '../platform/postgres/database.ts'
import { onOneConnection } from '../platform/postgres/at-once.ts'
import { bytesToBase64url } from './base64url.ts'
import { readChallenge } from './challenge-store.ts'
import type { ConsentProcess } from './consent-process.ts'
import { keepAnswer } from './keep-answer.ts'
import { readHead } from './store.ts'

/**
 * The API's half: verifies, so that rubbish never reaches a workflow, keeps the answer on record, and hands the id to
 * the workflow. The worker verifies everything again; nothing here authorises anything. From when it is kept, the
 * answer is the worker's to record, whether or not the workflow hears of it: nothing is denied in vain.
 */
export async function submitEvidence(
  db: Db,
  process: ConsentProcess,
  trust: KeyTrust,
  request: { readonly personId: string; readonly challengeId: string; readonly credential: AuthenticationResponseJSON },
): Promise<{ type: SubjectType; id: string }> {
  const challenge = await readChallenge(db, request.challengeId)
  if (challenge === null) throw notFound('challenge')
  if (challenge.personId !== request.personId) throw notFound('challenge')
  if (challenge.consumedAt !== null)
    throw conflict('CHALLENGE_CONSUMED', 'This challenge has been answered. Ask for a new one to sign again.')
  if (challenge.expiresAt <= challenge.readAt)
    throw conflict('CHALLENGE_EXPIRED', 'This challenge has expired. Ask for a new one and sign that.')
  const [head, key] = await onOneConnection(db, (one) =>
    Promise.all([readHead(one, challenge.subjectId), signingKey(one, request.credential.id, 'none')]),
  )
  if (head === null) throw notFound('subject')
  if (head.version !== challenge.subjectVersion)
    throw conflict(
      'VERSION_CHANGED',
      'This was changed after you were asked. Read it again; what you signed no longer counts.',
    )

  const signed = await verifyForChallenge(trust, challenge, request.credential, key)
  await keepAnswer(db, challenge, request.credential, signed)
  await process.submitEvidence(head.type, head.id, challenge.id)
  return { type: head.type, id: head.id }
}

/** Shared by both halves: this credential answers this challenge with this key, which is the person's. */
export async function verifyForChallenge(
  trust: KeyTrust,
  challenge: { readonly challenge: Uint8Array; readonly personId: string },
  credential: AuthenticationResponseJSON,
  key: SigningKey | null,
) {
  if (key === null)
    throw new CountersignError({
      code: 'CREDENTIAL_UNKNOWN',
      status: 401,
      detail: 'This security key is not enrolled here. Use one that is.',
    })
  if (key.personId !== challenge.personId)
    throw new CountersignError({
      code: 'CREDENTIAL_FOREIGN',
      status: 403,
      detail: 'This security key belongs to somebody else.',
    })
  try {
    const verified = await verifyAssertion({
      credential,
      key,
      expectedChallenge: challenge.challenge,
      trust,
      userHandle: userHandleOf(key.personId),
    })
    return { key, verified }
  } catch (error) {
    // A signature over another statement: the commonest confusion and the oldest trick, so it says what it is.
    if (error instanceof CountersignError && error.code === 'CHALLENGE_MISMATCH') {
      throw conflict('DIGEST_MISMATCH', 'This signature is for something else. Ask for a new challenge and sign that.')
    }
    throw error
  }
}

/** WebAuthn's user handle of a person: the bytes of their id. */
function userHandleOf(personId: string): string {
  return bytesToBase64url(new TextEncoder().encode(personId))
}
