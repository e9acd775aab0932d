import { randomBytes } from 'node:crypto'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { admitRevocation, isAdmitted } from '../domain/admit-revocation.ts'
import { notFound } from '../domain/errors.ts'
import { plus } from '../domain/instant.ts'
import { effectiveKeyState } from '../domain/person.ts'
import { challengeOf } from '../domain/statement.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Db } from '../platform/postgres/database.ts'
import { insertChallenge } from './challenge-store.ts'
import { readKeys } from './key-store.ts'
import { assertionOptions } from './keys/assertion-options.ts'
import { encodeBase64url } from './keys/base64url.ts'
import type { KeyTrust } from './keys/trust.ts'
import { revocationBytes } from './revocation-statement.ts'
import { CHALLENGE_MS } from './session.ts'

export interface GivingUpChallenge {
  readonly challengeId: string
  /** For whichever key of the person's may give this one up: a lost key is given up by another. */
  readonly publicKey: PublicKeyCredentialRequestOptionsJSON
}

/** A challenge by which somebody gives up a key of theirs. 404 for anybody else's, 403 where no key of theirs may. */
export async function beginGivingUp(
  db: Db,
  trust: KeyTrust,
  asked: { readonly personId: string; readonly keyId: string; readonly sessionKeyId: string },
): Promise<GivingUpChallenge> {
  const { personId, keyId, sessionKeyId } = asked
  const now = await readNow(db)
  const keys = (await readKeys(db, [personId])).map((key) => {
    return { ...key, state: effectiveKeyState(key.state, key.quarantineEndsAt, now) }
  })
  const [key, session] = [keyId, sessionKeyId].map((id) => keys.find((one) => one.id === id))
  if (key === undefined || session === undefined) throw notFound('security key of yours')
  const able = keys.filter((one) => isAdmitted(one, key, 'signature'))
  if (able.length === 0) admitRevocation(session, key, 'signature')

  const expiresAt = plus(now, CHALLENGE_MS)
  const nonce = encodeBase64url(randomBytes(32))
  const statement = revocationBytes({ rpId: trust.rpId, personId, keyId, nonce, expiresAt })
  const challenge = challengeOf(statement)
  const challengeId = newId('chl')
  const row = { id: challengeId, purpose: 'enrolment', about: keyId, personId, statement, challenge } as const
  await insertChallenge(db, { ...row, createdAt: now, expiresAt })
  const allowCredentials = able.map(({ credentialId, transports }) => ({ credentialId, transports }))
  return { challengeId, publicKey: await assertionOptions({ trust, challenge, allowCredentials }) }
}
