import { randomBytes } from 'node:crypto'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { plus } from '../domain/instant.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Db } from '../platform/postgres/database.ts'
import { insertChallenge } from './challenge-store.ts'
import { decoyCredentialId } from './decoy-credential.ts'
import { readKeys } from './key-store.ts'
import { assertionOptions } from './keys/assertion-options.ts'
import type { KeyTrust } from './keys/trust.ts'
import { CHALLENGE_MS } from './session.ts'
import { findPersonIdByEmail } from './store.ts'

export interface SessionChallenge {
  readonly challengeId: string
  readonly publicKey: PublicKeyCredentialRequestOptionsJSON
}

/** No key answers for it, just as no key of another person answers for somebody on file. */
const NOBODY = 'nobody'

/**
 * A challenge to sign in with: for the keys of an address, or for whichever key the browser finds when none is given.
 * An address that nobody has, or whose owner has no key, is answered in the same way.
 */
export async function beginSession(
  db: Db,
  trust: KeyTrust,
  decoySecret: Uint8Array,
  email: string | null,
): Promise<SessionChallenge> {
  const personId = email === null ? null : ((await findPersonIdByEmail(db, email)) ?? NOBODY)
  const credentialIds =
    email === null || personId === null ? [] : await credentialIdsOf(db, decoySecret, email, personId)
  const challenge = new Uint8Array(randomBytes(32))
  const challengeId = newId('chl')
  const createdAt = await readNow(db)
  const expiresAt = plus(createdAt, CHALLENGE_MS)
  await insertChallenge(db, {
    id: challengeId,
    purpose: 'session',
    about: null,
    personId,
    statement: null,
    challenge,
    createdAt,
    expiresAt,
  })
  // No transports: what is known about a key would tell it from one that is made up.
  const allowCredentials = credentialIds.map((credentialId) => ({ credentialId, transports: [] }))
  return { challengeId, publicKey: await assertionOptions({ trust, challenge, allowCredentials }) }
}

async function credentialIdsOf(db: Db, decoySecret: Uint8Array, email: string, personId: string): Promise<string[]> {
  const keys = await readKeys(db, [personId])
  const usable = keys.filter((key) => key.state !== 'revoked').map((key) => key.credentialId)
  return usable.length > 0 ? usable : [decoyCredentialId(decoySecret, email)]
}
