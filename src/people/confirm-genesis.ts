import { sha256Hex } from '../domain/canonical-json.ts'
import { conflict, forbid, notFound } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import * as log from '../log/log.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { acceptedGenesis, type SignedGenesis } from './accepted-genesis.ts'
import { alreadyConfirmed, GENESIS, isPendingOfAdministrator } from './begin-genesis.ts'
import { consumedChallenges } from './challenge-store.ts'
import { readAssertion } from './credential-schema.ts'
import { insertConfirmations } from './genesis-store.ts'
import { genesisStatementBytes, readGenesisStatement, type GenesisStatement } from './genesis-statement.ts'
import type { KeyRules } from './key-rules.ts'
import { changeKeyState, readKey, readKeys } from './key-store.ts'
import { openKeyChange } from './open-key-change.ts'
import type { GenesisStanding } from './people-process.ts'
import { confirmOrganisation, readOrganisation, readPeople } from './store.ts'
import { lockAnswered, takeChallenge } from './take-challenge.ts'
import { verifySignedBy } from './verify-signed-by.ts'

/**
 * The worker's half: one administrator's signature over the other's fingerprint, verified again and kept. With the
 * second, which names the first one's key, both keys become active and the organisation begins. Nobody else could
 * confirm them: here alone a pending key confirms. Idempotent by challenge.
 */
export async function confirmGenesis(
  tx: Tx,
  rules: KeyRules,
  challengeId: string,
  now: Instant,
): Promise<GenesisStanding> {
  const challenge = await lockAnswered(tx, challengeId)
  // One at a time, so that of two signatures at once the second sees the first.
  const organisation = await readOrganisation(tx, 'update')
  const statement = readGenesisStatement(challenge.statement)
  const credential = readAssertion(challenge.answer)
  if (organisation === null || statement === null || credential === null || challenge.about !== GENESIS)
    throw notFound('challenge')
  if (challenge.consumedAt !== null) return { confirmedAt: organisation.confirmedAt }
  if (organisation.confirmedAt !== null) throw alreadyConfirmed()
  if (statement.rpId !== rules.trust.rpId || statement.genesisDigest !== organisation.genesisDigest)
    throw notFound('challenge')

  const signed = { personId: statement.personId, challenge: challenge.challenge, credential }
  const { key } = await verifySignedBy(tx, rules.trust, signed)
  if (key.keyId !== statement.keyId)
    throw forbid('CREDENTIAL_FOREIGN', 'Sign this with the key that you enrolled for it.')
  await requirePending(tx, statement)
  await takeChallenge(tx, challenge, statement.expiresAt, now)

  const other = await findMutual(tx, rules, statement)
  if (other === null) return { confirmedAt: null }
  await begin(tx, [other, { statement, credential }], now)
  await askForTheRest(tx, rules, now)
  return { confirmedAt: now }
}

/** Read again under lock: a key that was revoked since, or whose owner is no administrator any more, confirms nothing. */
async function requirePending(tx: Tx, statement: GenesisStatement): Promise<void> {
  const { personId, confirmedPersonId, confirmedKeyId, confirmedFingerprint } = statement
  const own = await readKey(tx, statement.keyId, 'update')
  const confirmed = await readKey(tx, confirmedKeyId, 'update')
  const pending = own !== null && (await isPendingOfAdministrator(tx, own))
  const otherPending = confirmed !== null && (await isPendingOfAdministrator(tx, confirmed))
  const named = confirmed?.personId === confirmedPersonId && confirmed.fingerprint === confirmedFingerprint
  if (pending && otherPending && named && confirmedPersonId !== personId) return
  throw conflict(
    'STATE',
    'One of the two keys is no longer waiting to be confirmed. Begin again with the keys as they are.',
  )
}

/** The other one's signature over this one's key, verified again: the record only says who is said to have signed. */
async function findMutual(tx: Tx, rules: KeyRules, own: GenesisStatement): Promise<SignedGenesis | null> {
  const key = await readKey(tx, own.keyId)
  for (const challenge of await consumedChallenges(tx, GENESIS)) {
    const other = await acceptedGenesis(tx, rules.trust, challenge)
    if (other === null || other.statement.genesisDigest !== own.genesisDigest) continue
    const { keyId, confirmedKeyId, confirmedFingerprint } = other.statement
    const names = confirmedKeyId === own.keyId && confirmedFingerprint === key?.fingerprint
    if (names && keyId === own.confirmedKeyId) return other
  }
  return null
}

async function begin(tx: Tx, signed: readonly SignedGenesis[], now: Instant): Promise<void> {
  const statements = signed.map((one) => one.statement)
  for (const { keyId } of statements) {
    if (!(await changeKeyState(tx, keyId, ['pending'], { state: 'active' }))) throw alreadyConfirmed()
  }
  if (!(await confirmOrganisation(tx, now))) throw alreadyConfirmed()
  await insertConfirmations(tx, signed)
  const confirmations = statements.map((one) => ({
    personId: one.personId,
    keyId: one.keyId,
    confirmedKeyId: one.confirmedKeyId,
    fingerprint: one.confirmedFingerprint,
    statementDigest: sha256Hex(genesisStatementBytes(one)),
  }))
  const genesisDigest = statements[0]?.genesisDigest ?? ''
  await log.append(tx, { kind: 'genesis.confirmed', fields: { genesisDigest, confirmations } })
}

/** Administrators beyond the two enrolled meanwhile: from now on somebody can confirm their keys. */
async function askForTheRest(tx: Tx, rules: KeyRules, now: Instant): Promise<void> {
  const administrators = (await readPeople(tx, 'all')).filter((person) => person.roles.includes('administrator'))
  const keys = await readKeys(
    tx,
    administrators.map((person) => person.id),
  )
  for (const key of keys.filter((one) => one.state === 'pending')) {
    const person = administrators.find((one) => one.id === key.personId)
    if (person !== undefined)
      await openKeyChange(tx, rules, { key, person, attestation: 'packed', endorsedBy: null, renewed: null }, now)
  }
}
