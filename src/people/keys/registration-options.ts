import { generateRegistrationOptions } from '@simplewebauthn/server'
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server'
import { authenticatorTransports } from './transports.ts'
import type { KeyTrust } from './trust.ts'
import { CREDENTIAL_ALGORITHMS } from './verify-registration.ts'

/** What we give people to find and touch their key. */
export const CEREMONY_TIMEOUT_MS = 300_000

export interface KnownCredential {
  readonly credentialId: string
  readonly transports: readonly string[]
}

export interface RegistrationOptionsInput {
  readonly trust: KeyTrust
  readonly rpName: string
  readonly user: {
    /** Up to 64 random bytes that name the person; never an e-mail address. */
    readonly handle: Uint8Array
    readonly name: string
    readonly displayName: string
  }
  readonly challenge: Uint8Array
  /** The person's keys: one key is enrolled once. */
  readonly excludeCredentials: readonly KnownCredential[]
}

/** Options for `navigator.credentials.create`. Where attestation is demanded, only security keys are asked for. */
export async function registrationOptions(
  input: RegistrationOptionsInput,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { trust, rpName, user, challenge, excludeCredentials } = input
  const attested = !trust.allowUnattested
  const options = await generateRegistrationOptions({
    rpName,
    rpID: trust.rpId,
    userID: new Uint8Array(user.handle),
    userName: user.name,
    userDisplayName: user.displayName,
    // As bytes: a string would be encoded once more.
    challenge: new Uint8Array(challenge),
    timeout: CEREMONY_TIMEOUT_MS,
    attestationType: attested ? 'direct' : 'none',
    excludeCredentials: excludeCredentials.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: authenticatorTransports(transports),
    })),
    authenticatorSelection: {
      // Preferred, not required: a key whose few slots are taken still serves, by name.
      residentKey: 'preferred',
      userVerification: 'required',
      ...(attested ? { authenticatorAttachment: 'cross-platform' } : {}),
    },
    supportedAlgorithmIDs: [...CREDENTIAL_ALGORITHMS],
  })
  return { ...options, hints: attested ? ['security-key'] : [] }
}
