import { randomBytes } from 'node:crypto'
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server'
import { notFound } from '../domain/errors.ts'
import { plus, type Instant } from '../domain/instant.ts'
import { challengeOf } from '../domain/statement.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Db, Executor } from '../platform/postgres/database.ts'
import { insertChallenge } from './challenge-store.ts'
import { enrolmentBytes } from './enrolment-statement.ts'
import { isSpent, readKeys } from './key-store.ts'
import { encodeBase64url } from './keys/base64url.ts'
import { registrationOptions } from './keys/registration-options.ts'
import type { KeyTrust } from './keys/trust.ts'
import { hashSecret } from './secret.ts'
import { CHALLENGE_MS, userHandle } from './session.ts'
import { findEnrolment, readOrganisation, readPerson, type Enrolment } from './store.ts'

export interface EnrolmentChallenge {
  readonly challengeId: string
  readonly publicKey: PublicKeyCredentialCreationOptionsJSON
}

/** A challenge for the first key of whoever holds this invitation; 404 for one unknown, expired or used. */
export async function beginEnrolment(db: Db, trust: KeyTrust, token: string): Promise<EnrolmentChallenge> {
  const now = await readNow(db)
  const { personId, tokenHash } = await openInvitation(db, token, now)
  const { challenge } = await challengeForNewKey(db, trust, { personId, tokenHash }, now)
  return challenge
}

/** Throws 404 in the same words whatever is wrong with it. */
export async function openInvitation(db: Executor, token: string, now: Instant): Promise<Enrolment> {
  const enrolment = await findEnrolment(db, hashSecret(token))
  if (enrolment === null || enrolment.expiresAt <= now || (await isSpent(db, token))) throw notFound('invitation')
  return enrolment
}

/** The statement that a new key of this person will sign, kept as a challenge, and what the browser is asked. */
export async function challengeForNewKey(
  db: Db,
  trust: KeyTrust,
  grant: { readonly personId: string; readonly tokenHash: string | null },
  now: Instant,
): Promise<{ challenge: EnrolmentChallenge; bytes: Uint8Array }> {
  const [person, organisation] = [await readPerson(db, grant.personId), await readOrganisation(db)]
  if (person === null || person.state === 'left' || organisation === null) throw notFound('invitation')
  const keys = await readKeys(db, [person.id])
  const keyId = newId('key')
  const challengeId = newId('chl')
  const expiresAt = plus(now, CHALLENGE_MS)
  const nonce = encodeBase64url(randomBytes(32))
  const statement = enrolmentBytes({ rpId: trust.rpId, ...grant, keyId, nonce, expiresAt })
  const bytes = challengeOf(statement)
  const purpose = 'enrolment'
  const row = { id: challengeId, purpose, about: keyId, personId: person.id, statement, challenge: bytes } as const
  await insertChallenge(db, { ...row, createdAt: now, expiresAt })
  const publicKey = await registrationOptions({
    trust,
    rpName: organisation.name,
    user: { handle: userHandle(person.id), name: person.email, displayName: person.name },
    challenge: bytes,
    excludeCredentials: keys.map(({ credentialId, transports }) => ({ credentialId, transports })),
  })
  return { challenge: { challengeId, publicKey }, bytes }
}
