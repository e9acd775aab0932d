import { randomBytes } from 'node:crypto'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { sha256Hex } from '../domain/canonical-json.ts'
import { conflict, forbid, refuseField } from '../domain/errors.ts'
import { plus } from '../domain/instant.ts'
import { challengeOf } from '../domain/statement.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Db, Executor } from '../platform/postgres/database.ts'
import { insertChallenge } from './challenge-store.ts'
import { genesisStatementBytes } from './genesis-statement.ts'
import { findKeyByFingerprint, readKeys, type StoredKey } from './key-store.ts'
import { assertionOptions } from './keys/assertion-options.ts'
import { encodeBase64url } from './keys/base64url.ts'
import type { KeyTrust } from './keys/trust.ts'
import { CHALLENGE_MS } from './session.ts'
import { readOrganisation, readPerson } from './store.ts'

export interface GenesisChallenge {
  readonly challengeId: string
  readonly statement: Uint8Array
  /** SHA-256 of the statement, hex. */
  readonly digest: string
  readonly publicKey: PublicKeyCredentialRequestOptionsJSON
}

/** By which the challenges of both are found again. */
export const GENESIS = 'genesis'

/**
 * A challenge by which one administrator confirms the other's key. They give the fingerprint, as the other one read it
 * to them: what the server shows proves nothing. 403 SCOPE, 409 GENESIS_CONFIRMED, 422 FINGERPRINT_UNKNOWN.
 */
export async function beginGenesis(
  db: Db,
  trust: KeyTrust,
  request: { readonly personId: string; readonly fingerprint: string },
): Promise<GenesisChallenge> {
  const organisation = await readOrganisation(db)
  if (organisation === null || organisation.confirmedAt !== null) throw alreadyConfirmed()
  const own = await pendingAdministratorKey(db, request.personId)
  const other = await findKeyByFingerprint(db, request.fingerprint.toLowerCase().replaceAll(/[\s:]/g, ''))
  if (other === null || other.personId === own.personId || !(await isPendingOfAdministrator(db, other))) {
    const detail = 'No other administrator has enrolled a key with this fingerprint. Have it read to you once more.'
    throw refuseField('fingerprint', 'FINGERPRINT_UNKNOWN', detail)
  }
  const now = await readNow(db)
  const expiresAt = plus(now, CHALLENGE_MS)
  const statement = genesisStatementBytes({
    rpId: trust.rpId,
    genesisDigest: organisation.genesisDigest,
    personId: own.personId,
    keyId: own.id,
    confirmedPersonId: other.personId,
    confirmedKeyId: other.id,
    confirmedFingerprint: other.fingerprint,
    nonce: encodeBase64url(randomBytes(32)),
    expiresAt,
  })
  const challenge = challengeOf(statement)
  const challengeId = newId('chl')
  const row = { id: challengeId, purpose: 'enrolment', about: GENESIS, personId: own.personId } as const
  await insertChallenge(db, { ...row, statement, challenge, createdAt: now, expiresAt })
  const allowCredentials = [{ credentialId: own.credentialId, transports: own.transports }]
  const publicKey = await assertionOptions({ trust, challenge, allowCredentials })
  return { challengeId, statement, digest: sha256Hex(statement), publicKey }
}

export function alreadyConfirmed() {
  return conflict('GENESIS_CONFIRMED', 'The organisation has begun. Further keys are confirmed as key changes.')
}

async function pendingAdministratorKey(db: Executor, personId: string): Promise<StoredKey> {
  const keys = await readKeys(db, [personId])
  const pending = keys.find((key) => key.state === 'pending')
  if (pending !== undefined && (await isPendingOfAdministrator(db, pending))) return pending
  throw forbid('SCOPE', 'Two administrators with a key each confirm each other; this needs one of them.')
}

export async function isPendingOfAdministrator(db: Executor, key: StoredKey): Promise<boolean> {
  if (key.state !== 'pending') return false
  const person = await readPerson(db, key.personId)
  return person !== null && person.state !== 'left' && person.roles.includes('administrator')
}
