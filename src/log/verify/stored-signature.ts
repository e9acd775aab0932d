import { challengeOf } from '../../domain/statement.ts'
import { takesSyncedPasskeys } from '../../people/keys/trust.ts'
import { verifyStoredAssertion } from '../../people/keys/verify-assertion.ts'
import type { BundleConfirmation, BundleKey, BundleTrust } from '../bundle.ts'

/** What a bundle carries of one signature, besides who gave it and what for. */
export type StoredSignature = Pick<
  BundleConfirmation,
  'statement' | 'clientDataJSON' | 'authenticatorData' | 'signature'
>

/** Throws where this key did not sign exactly these bytes, at our origin and with its user verified. */
export async function verifyStoredSignature(
  { statement, clientDataJSON, authenticatorData, signature }: StoredSignature,
  key: BundleKey,
  trust: BundleTrust,
): Promise<void> {
  await verifyStoredAssertion({
    clientDataJSON,
    authenticatorData,
    signature,
    credentialId: key.credentialId,
    publicKey: new Uint8Array(Buffer.from(key.publicKey, 'base64url')),
    expectedChallenge: challengeOf(new Uint8Array(Buffer.from(statement, 'base64url'))),
    trust: {
      rpId: trust.rpId,
      origins: trust.origins,
      allowBackupEligible: takesSyncedPasskeys(trust.profile, trust.attestationRoots),
    },
  })
}
