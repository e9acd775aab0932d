import { generateAuthenticationOptions } from '@simplewebauthn/server'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { CEREMONY_TIMEOUT_MS } from './registration-options.ts'
import type { KnownCredential } from './registration-options.ts'
import { authenticatorTransports } from './transports.ts'
import type { KeyTrust } from './trust.ts'

export interface AssertionOptionsInput {
  readonly trust: Pick<KeyTrust, 'rpId' | 'allowUnattested'>
  readonly challenge: Uint8Array
  /** The keys that may answer; none means any discoverable credential of this site. */
  readonly allowCredentials: readonly KnownCredential[]
}

/** Options for `navigator.credentials.get`. */
export async function assertionOptions(input: AssertionOptionsInput): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { trust, challenge, allowCredentials } = input
  const options = await generateAuthenticationOptions({
    rpID: trust.rpId,
    // As bytes: a string would be encoded once more.
    challenge: new Uint8Array(challenge),
    timeout: CEREMONY_TIMEOUT_MS,
    userVerification: 'required',
    allowCredentials: allowCredentials.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: authenticatorTransports(transports),
    })),
  })
  // The library has no option for hints here.
  return { ...options, hints: trust.allowUnattested ? [] : ['security-key'] }
}
