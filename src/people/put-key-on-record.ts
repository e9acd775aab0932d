import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import { sha256Hex } from '../domain/canonical-json.ts'
import { conflict } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import type { KeyState } from '../domain/person.ts'
import * as log from '../log/log.ts'
import * as outbox from '../platform/outbox.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { insertKey, type StoredKey } from './key-store.ts'
import type { VerifiedKey } from './keys/verify-registration.ts'
import { hashSecret } from './secret.ts'
import type { Person } from './store.ts'

export interface KeyGrant {
  readonly keyId: string
  readonly person: Person
  readonly statement: Uint8Array
  /** Null for a further key. */
  readonly enrolmentToken: string | null
  readonly label: string | null
  readonly state: KeyState
}

/** The key, its counter and the log entry; 409 KEY_KNOWN where the credential is on record already. */
export async function putKeyOnRecord(
  tx: Tx,
  verified: VerifiedKey,
  registration: RegistrationResponseJSON,
  grant: KeyGrant,
  now: Instant,
): Promise<StoredKey> {
  const { keyId, person, statement, enrolmentToken, label, state } = grant
  const { counter, credentialId, publicKey, algorithm, aaguid, fingerprint, transports } = verified
  const { clientDataJSON, attestationObject } = registration.response
  const made = {
    credentialId,
    publicKey,
    algorithm,
    aaguid,
    fingerprint,
    transports,
    attestationObject,
    clientDataJSON,
  }
  const given = { id: keyId, personId: person.id, statement, enrolmentToken, label, state, enrolledAt: now }
  const tokenHash = enrolmentToken === null ? null : hashSecret(enrolmentToken)
  const fields = {
    keyId,
    personId: person.id,
    fingerprint,
    tokenHash,
    state,
    enrolledAt: now,
    statementDigest: sha256Hex(statement),
  }
  const { entryId } = await log.append(tx, { kind: 'key.enrolled', fields })
  const key: StoredKey = {
    ...made,
    ...given,
    entryId,
    quarantineEndsAt: null,
    revokedAt: null,
    revocationEntryId: null,
    activatedAt: state === 'active' ? now : null,
    confirmedBy: [],
  }
  if (!(await insertKey(tx, key, counter)))
    throw conflict('KEY_KNOWN', 'This security key is enrolled already. Use another one.')
  // Whoever owns the key is told at every address on file, in case it was not they who enrolled it.
  await outbox.add(tx, { kind: 'mail', template: 'key-enrolled', personIds: [person.id], data: { keyId } })
  return key
}
