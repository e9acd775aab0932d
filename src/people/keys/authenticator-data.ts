import { createHash } from 'node:crypto'
import { parseAuthenticatorData } from '@simplewebauthn/server/helpers'
import { backupEligible, malformedCredential, rpMismatch, userVerificationRequired } from './refusals.ts'

export type AuthenticatorData = ReturnType<typeof parseAuthenticatorData>

export interface ExpectedAuthenticator {
  readonly rpId: string
  /** Lets synced passkeys pass; `takesSyncedPasskeys` says where. */
  readonly allowBackupEligible?: boolean
}

/** Parses what the key signed, and requires our site, its owner verified and a secret that cannot leave the device. */
export function readAuthenticatorData(
  bytes: Uint8Array<ArrayBuffer>,
  expected: ExpectedAuthenticator,
): AuthenticatorData {
  const authenticatorData = parse(bytes)
  const rpIdHash = createHash('sha256').update(expected.rpId, 'utf8').digest()
  if (!rpIdHash.equals(authenticatorData.rpIdHash)) throw rpMismatch()
  const { up, uv, be, bs } = authenticatorData.flags
  if (!up || !uv) throw userVerificationRequired()
  if (bs && !be) throw malformedCredential('The key says it is backed up and that it cannot be. Use another key.')
  if (be && expected.allowBackupEligible !== true) throw backupEligible()
  return authenticatorData
}

function parse(bytes: Uint8Array<ArrayBuffer>): AuthenticatorData {
  try {
    return parseAuthenticatorData(bytes)
  } catch (cause) {
    throw malformedCredential('The authenticator data cannot be read. Try again, or use another key.', cause)
  }
}
