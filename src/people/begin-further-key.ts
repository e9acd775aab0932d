import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { effectiveKeyState, type KeyState } from '../domain/person.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Db } from '../platform/postgres/database.ts'
import { challengeForNewKey, type EnrolmentChallenge } from './begin-enrolment.ts'
import { readKeys } from './key-store.ts'
import { assertionOptions } from './keys/assertion-options.ts'
import type { KeyTrust } from './keys/trust.ts'
import { requireConfirmedKey } from './require-confirmed-key.ts'

export interface FurtherKeyChallenge extends EnrolmentChallenge {
  /** For a key the person has already: it signs the same challenge, after the new key. */
  readonly confirmWith: PublicKeyCredentialRequestOptionsJSON
}

/**
 * A challenge for one more key. A session alone does not add a key: whoever is talked out of a session, or robbed of
 * one, still holds the key that has to sign. 403 CREDENTIAL_INACTIVE or CREDENTIAL_QUARANTINED without such a key.
 */
export async function beginFurtherKey(db: Db, trust: KeyTrust, personId: string): Promise<FurtherKeyChallenge> {
  const now = await readNow(db)
  const keys = await readKeys(db, [personId])
  const states = keys.map((key) => ({ key, state: effectiveKeyState(key.state, key.quarantineEndsAt, now) }))
  const active = states.filter(({ state }) => state === 'active').map(({ key }) => key)
  if (active.length === 0)
    requireEndorsement(states.some(({ state }) => state === 'quarantined') ? 'quarantined' : 'pending')
  // Only now: what is refused leaves no challenge behind.
  const { challenge, bytes } = await challengeForNewKey(db, trust, { personId, tokenHash: null }, now)
  const allowCredentials = active.map(({ credentialId, transports }) => ({ credentialId, transports }))
  return { ...challenge, confirmWith: await assertionOptions({ trust, challenge: bytes, allowCredentials }) }
}

/** Only a key with full power vouches for another. Throws 403 CREDENTIAL_INACTIVE or CREDENTIAL_QUARANTINED. */
export function requireEndorsement(state: KeyState): void {
  requireConfirmedKey(state, 'vouch for another key')
}
