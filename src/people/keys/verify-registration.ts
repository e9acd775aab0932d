import { createHash } from 'node:crypto'
import { verifyRegistrationResponse } from '@simplewebauthn/server'
import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import { convertAAGUIDToString, cose, COSEALG, decodeCredentialPublicKey } from '@simplewebauthn/server/helpers'
import type { Instant } from '../../domain/instant.ts'
import { judgeAttestation } from './attestation.ts'
import type { AttestationVerdict } from './attestation.ts'
import { readAttestationObject } from './attestation-object.ts'
import { readAuthenticatorData } from './authenticator-data.ts'
import { decodeBase64url, encodeBase64url } from './base64url.ts'
import { checkClientData } from './client-data.ts'
import { invalidSignature, malformedCredential } from './refusals.ts'
import { authenticatorTransports } from './transports.ts'
import type { KeyTrust } from './trust.ts'

export const CREDENTIAL_ALGORITHMS: readonly COSEALG[] = [COSEALG.ES256, COSEALG.EdDSA, COSEALG.RS256]

/** WebAuthn L3 §7.1 step 26. */
const CREDENTIAL_ID_MAX_BYTES = 1023
const RSA_MIN_BYTES = 256
const COORDINATE_BYTES = 32
const { COSECRV, COSEKEYS } = cose

export interface VerifiedKey extends AttestationVerdict {
  /** base64url, as the browser names it. */
  readonly credentialId: string
  /** COSE_Key, CBOR. */
  readonly publicKey: Uint8Array
  /** COSE algorithm: -7 ES256, -8 EdDSA, -257 RS256. */
  readonly algorithm: number
  /** The model, a UUID in lower case. */
  readonly aaguid: string
  readonly counter: number
  /** SHA-256 of `publicKey`, hex: what two people compare. */
  readonly fingerprint: string
  readonly transports: readonly string[]
}

export interface RegistrationInput {
  readonly credential: RegistrationResponseJSON
  readonly expectedChallenge: Uint8Array
  readonly trust: KeyTrust
  /** The moment by which certificates are judged; the present when absent. */
  readonly at?: Instant
}

/**
 * A key somebody wants to enrol, or a `CountersignError`: 422 CREDENTIAL_MALFORMED, 409 CHALLENGE_MISMATCH,
 * 401 ORIGIN_MISMATCH, RP_MISMATCH, UV_REQUIRED, SIGNATURE_INVALID, 403 BACKUP_ELIGIBLE, ATTESTATION.
 */
export async function verifyRegistration(input: RegistrationInput): Promise<VerifiedKey> {
  const { credential, expectedChallenge, trust, at } = input
  const { clientDataJSON, attestationObject, transports } = credential.response
  const stored = { clientDataJSON, attestationObject, expectedChallenge, trust, at: at ?? new Date().toISOString() }
  const key = await verifyStoredRegistration(stored)
  if (credential.id !== key.credentialId || credential.rawId !== key.credentialId || credential.type !== 'public-key') {
    throw malformedCredential('Expected the id of the credential to be the one the key signed.')
  }
  await requireSecondOpinion(input)
  return { ...key, transports: authenticatorTransports(transports) }
}

export interface StoredRegistration {
  /** base64url, as they came. */
  readonly clientDataJSON: string
  readonly attestationObject: string
  readonly expectedChallenge: Uint8Array
  readonly trust: KeyTrust
  /** When the key was enrolled: certificates that expired since do not spoil the evidence. */
  readonly at: Instant
}

export type VerifyRegistration = (stored: StoredRegistration) => Promise<VerifiedKey>

/** The same verification from the raw bytes on record; `transports` are not among what a key signs. */
export async function verifyStoredRegistration(stored: StoredRegistration): Promise<VerifiedKey> {
  const { trust } = stored
  const clientData = decodeBase64url(stored.clientDataJSON, 'clientDataJSON')
  const object = readAttestationObject(decodeBase64url(stored.attestationObject, 'attestationObject'))
  checkClientData(clientData, { type: 'webauthn.create', challenge: stored.expectedChallenge, origins: trust.origins })

  const { credentialID, credentialPublicKey, aaguid, counter } = readAuthenticatorData(object.authData, trust)
  if (credentialID === undefined || credentialPublicKey === undefined || aaguid === undefined) {
    throw malformedCredential('Expected a new credential in the authenticator data.')
  }
  if (credentialID.byteLength === 0 || credentialID.byteLength > CREDENTIAL_ID_MAX_BYTES) {
    throw malformedCredential(`Expected a credential id of 1 to ${CREDENTIAL_ID_MAX_BYTES} bytes.`)
  }
  const algorithm = readAlgorithm(credentialPublicKey)
  const clientDataHash = createHash('sha256').update(clientData).digest()
  const credential = { aaguid, algorithm, publicKey: credentialPublicKey }
  const verdict = await judgeAttestation(object, clientDataHash, credential, trust, new Date(stored.at))
  return {
    ...verdict,
    credentialId: encodeBase64url(credentialID),
    publicKey: credentialPublicKey,
    algorithm,
    aaguid: convertAAGUIDToString(aaguid),
    counter,
    fingerprint: createHash('sha256').update(credentialPublicKey).digest('hex'),
    transports: [],
  }
}

/** An algorithm is accepted with its one curve and whole coordinates, and RSA from 2048 bits (WebAuthn L3 §5.8.5). */
function readAlgorithm(publicKey: Uint8Array<ArrayBuffer>): COSEALG {
  const key = decodePublicKey(publicKey)
  const algorithm = key.get(COSEKEYS.alg)
  if (cose.isCOSEPublicKeyEC2(key) && algorithm === COSEALG.ES256 && key.get(COSEKEYS.crv) === COSECRV.P256) {
    if (isCoordinate(key.get(COSEKEYS.x)) && isCoordinate(key.get(COSEKEYS.y))) return algorithm
  }
  if (cose.isCOSEPublicKeyOKP(key) && algorithm === COSEALG.EdDSA && key.get(COSEKEYS.crv) === COSECRV.ED25519) {
    if (isCoordinate(key.get(COSEKEYS.x))) return algorithm
  }
  if (cose.isCOSEPublicKeyRSA(key) && algorithm === COSEALG.RS256) {
    const modulus = key.get(COSEKEYS.n)
    if (modulus !== undefined && modulus.byteLength >= RSA_MIN_BYTES) return algorithm
  }
  throw malformedCredential('Unsupported kind of key, expected ES256 on P-256, Ed25519, or RS256 from 2048 bits.')
}

function isCoordinate(value: Uint8Array | undefined): boolean {
  return value?.byteLength === COORDINATE_BYTES
}

function decodePublicKey(publicKey: Uint8Array<ArrayBuffer>): ReturnType<typeof decodeCredentialPublicKey> {
  try {
    return decodeCredentialPublicKey(publicKey)
  } catch (cause) {
    throw malformedCredential('The public key cannot be read. Register the key once more.', cause)
  }
}

/**
 * The library has the last word on what we accepted. Alone it would not do: it reports `none` and self-attestation as
 * verified, and roots are global to it.
 */
async function requireSecondOpinion({ credential, expectedChallenge, trust }: RegistrationInput): Promise<void> {
  const verified = await verifyRegistrationResponse({
    response: credential,
    expectedChallenge: encodeBase64url(expectedChallenge),
    expectedOrigin: [...trust.origins],
    expectedRPID: trust.rpId,
    requireUserVerification: true,
    supportedAlgorithmIDs: [...CREDENTIAL_ALGORITHMS],
  }).catch((cause: unknown) => {
    throw malformedCredential('The registration does not follow WebAuthn. Register the key once more.', cause)
  })
  if (!verified.verified) throw invalidSignature('The attestation signature is wrong. Register the key once more.')
}
