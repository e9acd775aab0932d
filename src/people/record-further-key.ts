import { conflict, notFound } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { requireEndorsement } from './begin-further-key.ts'
import { readKeyAnswer } from './credential-schema.ts'
import { readEnrolment } from './enrolment-statement.ts'
import type { KeyRules } from './key-rules.ts'
import { readKey } from './key-store.ts'
import { verifyRegistration } from './keys/verify-registration.ts'
import { openKeyChange } from './open-key-change.ts'
import type { EnrolledKey } from './people-process.ts'
import { putKeyOnRecord } from './put-key-on-record.ts'
import { readPerson } from './store.ts'
import { lockAnswered, takeChallenge } from './take-challenge.ts'
import { verifySignedBy } from './verify-signed-by.ts'

/**
 * The worker's half of adding a key, one transaction: both signatures verified again, the one that vouches by a key
 * active now. The new key waits for an administrator in every profile. Idempotent by challenge.
 */
export async function recordFurtherKey(
  tx: Tx,
  rules: KeyRules,
  challengeId: string,
  now: Instant,
): Promise<EnrolledKey> {
  const challenge = await lockAnswered(tx, challengeId)
  const statement = readEnrolment(challenge.statement)
  const answer = readKeyAnswer(challenge.answer)
  if (statement === null || answer?.confirmation == null || statement.tokenHash !== null) throw notFound('challenge')
  if (challenge.consumedAt !== null) return readBack(tx, statement.keyId)
  if (statement.rpId !== rules.trust.rpId) throw notFound('challenge')
  const person = await readPerson(tx, statement.personId)
  if (person === null || person.state === 'left') throw notFound('person')

  const { trust } = rules
  const { registration, confirmation: credential, label } = answer
  const verified = await verifyRegistration({
    credential: registration,
    expectedChallenge: challenge.challenge,
    trust,
    at: now,
  })
  const signed = { personId: person.id, challenge: challenge.challenge, credential }
  const { key: endorsing } = await verifySignedBy(tx, trust, signed)
  requireEndorsement(endorsing.state)
  await takeChallenge(tx, challenge, statement.expiresAt, now)

  const grant = {
    keyId: statement.keyId,
    person,
    statement: challenge.statement,
    enrolmentToken: null,
    label,
    state: 'pending',
  } as const
  const key = await putKeyOnRecord(tx, verified, registration, grant, now)
  const { attestation } = verified
  await openKeyChange(tx, rules, { key, person, attestation, endorsedBy: endorsing.keyId, renewed: null }, now)
  return { keyId: key.id, personId: person.id, fingerprint: key.fingerprint, state: key.state }
}

async function readBack(tx: Tx, keyId: string): Promise<EnrolledKey> {
  const key = await readKey(tx, keyId)
  if (key === null) throw conflict('CHALLENGE_CONSUMED', 'This challenge has been answered. Ask for a new one.')
  return { keyId: key.id, personId: key.personId, fingerprint: key.fingerprint, state: key.state }
}
