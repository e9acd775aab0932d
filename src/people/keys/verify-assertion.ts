import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { ExpectedAuthenticator } from './authenticator-data.ts'
import { readAuthenticatorData } from './authenticator-data.ts'
import { decodeBase64url, encodeBase64url } from './base64url.ts'
import { checkClientData } from './client-data.ts'
import { invalidSignature, malformedCredential, userMismatch } from './refusals.ts'

/** Where keys may be used; a `KeyTrust` is one. */
export interface AssertionTrust extends ExpectedAuthenticator {
  readonly origins: readonly string[]
}

export interface AssertionInput {
  readonly credential: AuthenticationResponseJSON
  readonly key: {
    readonly credentialId: string
    readonly publicKey: Uint8Array
  }
  readonly expectedChallenge: Uint8Array
  readonly trust: AssertionTrust
  /** The person's user handle, base64url; a key that names another is refused. */
  readonly userHandle: string
}

export interface VerifiedAssertion {
  /** Not judged here: `spendCounter` does where the answer is kept, under a lock, once. */
  readonly newCounter: number
  /** base64url, as they came: with the public key they prove the signature to anyone. */
  readonly clientDataJSON: string
  readonly authenticatorData: string
  readonly signature: string
}

/**
 * A signature over one challenge by one person's key, or a `CountersignError`: 422 CREDENTIAL_MALFORMED,
 * 409 CHALLENGE_MISMATCH, 401 ORIGIN_MISMATCH, RP_MISMATCH, UV_REQUIRED, SIGNATURE_INVALID,
 * USER_MISMATCH, 403 BACKUP_ELIGIBLE.
 */
export async function verifyAssertion(input: AssertionInput): Promise<VerifiedAssertion> {
  const { credential, key } = input
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response
  if (credential.type !== 'public-key' || credential.id !== credential.rawId) {
    throw malformedCredential('Expected a public key credential named by its id.')
  }
  if (credential.id !== key.credentialId) throw invalidSignature('Signed with another key than the one expected.')
  // Browsers leave the handle out, or send null, when the key was named in the request.
  if ((userHandle ?? null) !== null && userHandle !== input.userHandle) throw userMismatch()

  const signed = { clientDataJSON, authenticatorData, signature }
  const { expectedChallenge, trust } = input
  const { credentialId, publicKey } = key
  const { newCounter } = await verifyStoredAssertion({ ...signed, credentialId, publicKey, expectedChallenge, trust })
  return { newCounter, ...signed }
}

/** WebAuthn L3 §7.2 step 22. Keys without a counter always say 0; any other must move forward. */
export function isCounterAccepted(stored: number, presented: number): boolean {
  return presented > stored || (presented === 0 && stored === 0)
}

export interface StoredAssertion {
  /** base64url, as they came. */
  readonly clientDataJSON: string
  readonly authenticatorData: string
  readonly signature: string
  readonly credentialId: string
  /** COSE_Key, CBOR. */
  readonly publicKey: Uint8Array
  readonly expectedChallenge: Uint8Array
  readonly trust: AssertionTrust
}

/** The same verification from the raw bytes on record; the counter is the one that was signed. */
export async function verifyStoredAssertion(stored: StoredAssertion): Promise<{ readonly newCounter: number }> {
  const { trust, expectedChallenge } = stored
  const clientData = decodeBase64url(stored.clientDataJSON, 'clientDataJSON')
  const authenticatorData = decodeBase64url(stored.authenticatorData, 'authenticatorData')
  decodeBase64url(stored.signature, 'signature')
  checkClientData(clientData, { type: 'webauthn.get', challenge: expectedChallenge, origins: trust.origins })
  readAuthenticatorData(authenticatorData, trust)
  return { newCounter: await verifySignature(stored) }
}

async function verifySignature(stored: StoredAssertion): Promise<number> {
  const { credentialId, publicKey, clientDataJSON, authenticatorData, signature, expectedChallenge, trust } = stored
  const refusal = 'The signature is wrong. Sign again with the key you enrolled.'
  const response = { clientDataJSON, authenticatorData, signature }
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { id: credentialId, rawId: credentialId, type: 'public-key', clientExtensionResults: {}, response },
    expectedChallenge: encodeBase64url(expectedChallenge),
    expectedOrigin: [...trust.origins],
    expectedRPID: trust.rpId,
    requireUserVerification: true,
    // The library compares counters before it looks at the signature; with 0 it never objects, so that nobody
    // without the key can provoke a counter error. The counter is judged after the signature, by the caller.
    credential: { id: credentialId, publicKey: new Uint8Array(publicKey), counter: 0 },
  }).catch((cause: unknown) => {
    throw invalidSignature(refusal, cause)
  })
  if (!verified) throw invalidSignature(refusal)
  return authenticationInfo.newCounter
}
