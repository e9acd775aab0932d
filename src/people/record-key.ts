import { conflict, notFound } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import type { KeyState } from '../domain/person.ts'
import { profileRules } from '../platform/config/profile.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { readKeyAnswer } from './credential-schema.ts'
import { readEnrolment } from './enrolment-statement.ts'
import { isSpent, readKey } from './key-store.ts'
import type { KeyRules } from './key-rules.ts'
import { verifyRegistration } from './keys/verify-registration.ts'
import { openKeyChange } from './open-key-change.ts'
import type { EnrolledKey } from './people-process.ts'
import { putKeyOnRecord } from './put-key-on-record.ts'
import { openInvitationSeal } from './sealed-invitation.ts'
import { hashSecret } from './secret.ts'
import { activatePerson, findEnrolment, readOrganisation, readPerson, type Person } from './store.ts'
import { lockAnswered, takeChallenge } from './take-challenge.ts'

/**
 * The worker's half of enrolling a first key, one transaction: challenge and invitation locked, unconsumed, unexpired
 * and of one person; the registration verified again; one key per invitation; key, counter and log entry written.
 * Idempotent by challenge: what is recorded is only read back.
 */
export async function recordKey(tx: Tx, rules: KeyRules, challengeId: string, now: Instant): Promise<EnrolledKey> {
  const challenge = await lockAnswered(tx, challengeId)
  const statement = readEnrolment(challenge.statement)
  const answer = readKeyAnswer(challenge.answer)
  if (statement === null || answer?.invitation == null) throw notFound('challenge')
  const token = openInvitationSeal(rules.keyring, answer.invitation, challenge.id)
  if (token === null || statement.tokenHash !== hashSecret(token)) throw notFound('challenge')
  if (challenge.consumedAt !== null) return readBack(tx, statement.keyId, token)

  // Locked, so that of two answers to one invitation the second finds it spent.
  const enrolment = await findEnrolment(tx, statement.tokenHash, 'update')
  const mine = enrolment?.personId === statement.personId && statement.rpId === rules.trust.rpId
  if (enrolment === null || !mine || enrolment.expiresAt <= now || (await isSpent(tx, token)))
    throw notFound('invitation')
  const person = await readPerson(tx, enrolment.personId)
  if (person === null || person.state === 'left') throw notFound('invitation')

  const { registration, label } = answer
  const expectedChallenge = challenge.challenge
  const verified = await verifyRegistration({
    credential: registration,
    expectedChallenge,
    trust: rules.trust,
    at: now,
  })
  await takeChallenge(tx, challenge, statement.expiresAt, now)
  const { invitedBy } = enrolment
  // Whoever renewed an invitation has seen it: then somebody else has to know the key, in every profile.
  const atOnce = invitedBy === null && profileRules(rules.profile).firstKeysActiveAtOnce
  const state: KeyState = atOnce ? 'active' : 'pending'
  const grant = { keyId: statement.keyId, person, statement: challenge.statement, enrolmentToken: token, label, state }
  const key = await putKeyOnRecord(tx, verified, registration, grant, now)
  await activatePerson(tx, person.id)
  if (state === 'pending' && !(await awaitsGenesis(tx, person))) {
    const renewed = invitedBy === null ? null : { tokenHash: enrolment.tokenHash, invitedBy }
    await openKeyChange(tx, rules, { key, person, attestation: verified.attestation, endorsedBy: null, renewed }, now)
  }
  return { keyId: key.id, personId: person.id, fingerprint: key.fingerprint, state }
}

/** Before the organisation is confirmed, administrators confirm each other (confirm-genesis.ts): nobody else could yet. */
async function awaitsGenesis(tx: Tx, person: Person): Promise<boolean> {
  // Locked against a confirmation at the same moment, which would miss this key.
  const organisation = await readOrganisation(tx, 'update')
  return organisation?.confirmedAt === null && person.roles.includes('administrator')
}

async function readBack(tx: Tx, keyId: string, token: string): Promise<EnrolledKey> {
  const key = await readKey(tx, keyId)
  if (key?.enrolmentToken === token) {
    return { keyId: key.id, personId: key.personId, fingerprint: key.fingerprint, state: key.state }
  }
  throw conflict('CHALLENGE_CONSUMED', 'This challenge has been answered. Ask for a new one.')
}
