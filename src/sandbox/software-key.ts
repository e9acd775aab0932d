import { randomBytes } from 'node:crypto'
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import type { AttestationKeyState, AttestationRoot, LeafShape } from './attestation-root.ts'
import {
  readPrivateKey,
  signedBytes,
  writeAttestationObject,
  writeAuthenticatorData,
  writeClientData,
} from './authenticator-messages.ts'
import type { AttestationKind, Bend } from './authenticator-messages.ts'
import { COSE_ALGORITHM, encodeCoseKey, generateKey, signBytes } from './cose-key.ts'
import type { KeyAlgorithm } from './cose-key.ts'

/**
 * A software security key for the demo and sandbox profiles, browser included: what `navigator.credentials` would
 * answer. Never accepted where attestation is demanded, unless its root is configured. It holds its secrets in the
 * open: `JSON.stringify` writes them, `restoreSoftwareKey` reads them back.
 */
export interface SoftwareKey {
  readonly aaguid: string
  /** Throws a `DOMException` where a browser would: InvalidStateError, NotSupportedError, SecurityError. */
  create(options: PublicKeyCredentialCreationOptionsJSON, ceremony: Ceremony): Promise<RegistrationResponseJSON>
  /** Throws a `DOMException` where a browser would: NotAllowedError, SecurityError. */
  get(options: PublicKeyCredentialRequestOptionsJSON, ceremony: Ceremony): Promise<AuthenticationResponseJSON>
  toJSON(): SoftwareKeyState
}

export interface Ceremony {
  /** Where the page is that asks. */
  readonly origin: string
  readonly bend?: Bend
}

export interface SoftwareKeyState {
  readonly aaguid: string
  readonly algorithm: KeyAlgorithm
  readonly attestation: AttestationKeyState | null
  readonly credentials: readonly Credential[]
}

interface Credential {
  /** base64url. */
  readonly credentialId: string
  readonly rpId: string
  /** base64url. */
  readonly userHandle: string
  /** PKCS #8, base64. */
  readonly privateKey: string
  counter: number
}

/** The model of our software keys. */
export const SOFTWARE_KEY_AAGUID = '7c0de5a4-63f1-4b0c-9a57-50f7a4ee0001'

export interface SoftwareKeyOptions {
  /** Whose attestation it carries; without one it cannot say who made it. */
  readonly root?: AttestationRoot
  readonly aaguid?: string
  readonly algorithm?: KeyAlgorithm
  readonly leaf?: LeafShape
}

export async function createSoftwareKey(options: SoftwareKeyOptions = {}): Promise<SoftwareKey> {
  const { root, aaguid = SOFTWARE_KEY_AAGUID, algorithm = 'ES256', leaf } = options
  const attestation = root === undefined ? null : await root.issue(aaguid, leaf)
  return restoreSoftwareKey({ aaguid, algorithm, attestation, credentials: [] })
}

export function restoreSoftwareKey(state: SoftwareKeyState): SoftwareKey {
  const { aaguid, algorithm, attestation } = state
  const credentials = state.credentials.map((credential) => ({ ...credential }))
  return {
    aaguid,
    toJSON: () => ({
      aaguid,
      algorithm,
      attestation,
      credentials: credentials.map((credential) => ({ ...credential })),
    }),
    async create(options, ceremony) {
      const known = new Set(credentials.map(({ credentialId }) => credentialId))
      if (options.excludeCredentials?.some(({ id }) => known.has(id))) {
        throw new DOMException('This key is enrolled already.', 'InvalidStateError')
      }
      const { credential, response } = register({ aaguid, algorithm, attestation }, options, ceremony)
      credentials.push(credential)
      return response
    },
    async get(options, ceremony) {
      const rpId = requireOwnSite(options.rpId, ceremony.origin)
      const allowed = options.allowCredentials ?? []
      const credential = credentials.findLast((known) => {
        return known.rpId === rpId && (allowed.length === 0 || allowed.some(({ id }) => id === known.credentialId))
      })
      if (credential === undefined) throw new DOMException('This key holds none of these.', 'NotAllowedError')
      credential.counter += 1
      return assert(credential, algorithm, options.challenge, ceremony)
    },
  }
}

type Model = Omit<SoftwareKeyState, 'credentials'>

function register(
  { aaguid, algorithm, attestation }: Model,
  options: PublicKeyCredentialCreationOptionsJSON,
  { origin, bend = {} }: Ceremony,
): { credential: Credential; response: RegistrationResponseJSON } {
  const rpId = requireOwnSite(options.rp.id, origin)
  if (!options.pubKeyCredParams.some(({ alg }) => alg === COSE_ALGORITHM[algorithm])) {
    throw new DOMException('This key has none of these algorithms.', 'NotSupportedError')
  }
  const { privateKey, publicKey } = generateKey(algorithm)
  const rawId = randomBytes(32)
  const credentialId = rawId.toString('base64url')
  const created = { aaguid, credentialId: rawId, publicKey: encodeCoseKey(algorithm, publicKey) }
  const clientData = writeClientData('webauthn.create', options.challenge, origin, bend)
  const attestationObject = writeAttestationObject(writeAuthenticatorData(rpId, 0, created, bend), clientData, {
    kind: bend.attestation ?? chooseAttestation(options.attestation, attestation),
    algorithm,
    credentialKey: privateKey,
    attestationKey: attestation,
  })
  return {
    credential: {
      credentialId,
      rpId,
      userHandle: options.user.id,
      privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
      counter: 0,
    },
    response: {
      ...describe(credentialId),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        attestationObject: attestationObject.toString('base64url'),
        transports: ['usb'],
      },
    },
  }
}

function assert(
  { credentialId, rpId, userHandle, privateKey, counter }: Credential,
  algorithm: KeyAlgorithm,
  challenge: string,
  { origin, bend = {} }: Ceremony,
): AuthenticationResponseJSON {
  const clientData = writeClientData('webauthn.get', challenge, origin, bend)
  const authenticatorData = writeAuthenticatorData(rpId, counter, null, bend)
  const signature = signBytes(algorithm, readPrivateKey(privateKey), signedBytes(authenticatorData, clientData))
  return {
    ...describe(credentialId),
    response: {
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authenticatorData.toString('base64url'),
      signature: signature.toString('base64url'),
      userHandle: bend.userHandle ?? userHandle,
    },
  }
}

function describe(id: string) {
  const type = 'public-key' as const
  return { id, rawId: id, type, authenticatorAttachment: 'cross-platform' as const, clientExtensionResults: {} }
}

/** As browsers do: without being asked for, the make of the key stays private. */
function chooseAttestation(asked: string | undefined, attestation: AttestationKeyState | null): AttestationKind {
  if (asked === undefined || asked === 'none') return 'none'
  return attestation === null ? 'self' : 'packed'
}

/** A browser lets a page ask for its own site only: its host, or a parent domain of it. */
function requireOwnSite(rpId: string | undefined, origin: string): string {
  const { hostname } = new URL(origin)
  const asked = rpId ?? hostname
  if (hostname !== asked && !hostname.endsWith(`.${asked}`)) {
    throw new DOMException(`${origin} may not ask for keys of ${asked}.`, 'SecurityError')
  }
  return asked
}
