import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { CountersignError, forbid } from '../domain/errors.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { encodeBase64url } from './keys/base64url.ts'
import type { KeyTrust } from './keys/trust.ts'
import { verifyAssertion } from './keys/verify-assertion.ts'
import { signingKey, type SigningKey } from './signing-key.ts'
import { userHandle } from './session.ts'

export interface SignedBy {
  readonly key: SigningKey
  readonly newCounter: number
}

/**
 * Which key of this person signed the challenge. Throws 401 CREDENTIAL_UNKNOWN, 403 CREDENTIAL_FOREIGN, and what
 * `verifyAssertion` throws; what the key may do is for the caller to judge by its state.
 */
export async function verifySignedBy(
  db: Executor,
  trust: KeyTrust,
  signed: {
    readonly personId: string
    readonly challenge: Uint8Array
    readonly credential: AuthenticationResponseJSON
  },
): Promise<SignedBy> {
  const { credential, personId, challenge } = signed
  const key = await signingKey(db, credential.id)
  if (key === null) {
    throw new CountersignError({
      code: 'CREDENTIAL_UNKNOWN',
      status: 401,
      detail: 'This security key is not enrolled here. Use one that is.',
    })
  }
  if (key.personId !== personId) throw forbid('CREDENTIAL_FOREIGN', 'This security key belongs to somebody else.')
  const handle = encodeBase64url(userHandle(personId))
  const { newCounter } = await verifyAssertion({
    credential,
    key,
    expectedChallenge: challenge,
    trust,
    userHandle: handle,
  })
  return { key, newCounter }
}
