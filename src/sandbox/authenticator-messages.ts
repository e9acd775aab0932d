import { createHash, createPrivateKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import type { AttestationKeyState } from './attestation-root.ts'
import { COSE_ALGORITHM, signBytes } from './cose-key.ts'
import type { KeyAlgorithm } from './cose-key.ts'

export type AttestationKind = 'packed' | 'self' | 'none'

/** One answer bent out of shape, so that integrators and tests can see it refused. */
export interface Bend {
  /** Fields of the client data to add or replace. */
  readonly clientData?: Readonly<Record<string, unknown>>
  /** Rewrites the finished text of the client data. */
  readonly clientDataText?: (text: string) => string
  /** The site whose hash is signed. */
  readonly rpId?: string
  readonly flags?: { readonly up?: boolean; readonly uv?: boolean; readonly be?: boolean; readonly bs?: boolean }
  readonly counter?: number
  readonly attestation?: AttestationKind
  readonly userHandle?: string
}

/** What the browser writes (WebAuthn L3 §5.8.1.1), in its order of fields. */
export function writeClientData(type: string, challenge: string, origin: string, bend: Bend): Buffer {
  const text = JSON.stringify({ type, challenge, origin, crossOrigin: false, ...bend.clientData })
  return Buffer.from(bend.clientDataText?.(text) ?? text, 'utf8')
}

export interface NewCredential {
  readonly aaguid: string
  readonly credentialId: Uint8Array
  readonly publicKey: Uint8Array
}

/** What the key writes (WebAuthn L3 §6.1). The user is present and verified, the credential bound to the device. */
export function writeAuthenticatorData(
  rpId: string,
  counter: number,
  created: NewCredential | null,
  bend: Bend,
): Buffer {
  const { up = true, uv = true, be = false, bs = false } = bend.flags ?? {}
  const flags = Number(up) | (Number(uv) << 2) | (Number(be) << 3) | (Number(bs) << 4) | (Number(created !== null) << 6)
  const head = Buffer.alloc(5)
  head.writeUInt8(flags)
  head.writeUInt32BE(bend.counter ?? counter, 1)
  return Buffer.concat([sha256(bend.rpId ?? rpId), head, created === null ? Buffer.alloc(0) : attestedData(created)])
}

function attestedData({ aaguid, credentialId, publicKey }: NewCredential): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(credentialId.byteLength)
  return Buffer.concat([Buffer.from(aaguid.replaceAll('-', ''), 'hex'), length, credentialId, publicKey])
}

/** What both kinds of signature cover: authenticator data, then the hash of the client data. */
export function signedBytes(authenticatorData: Uint8Array, clientData: Uint8Array): Buffer {
  return Buffer.concat([authenticatorData, sha256(clientData)])
}

type Statement = Map<string, number | Uint8Array | Uint8Array[]>

export interface Attester {
  readonly kind: AttestationKind
  readonly algorithm: KeyAlgorithm
  readonly credentialKey: KeyObject
  readonly attestationKey: AttestationKeyState | null
}

export function writeAttestationObject(authData: Uint8Array, clientData: Uint8Array, attester: Attester): Buffer {
  const statement = writeStatement(signedBytes(authData, clientData), attester)
  const object = new Map<string, string | Statement | Uint8Array>([
    ['fmt', attester.kind === 'none' ? 'none' : 'packed'],
    ['attStmt', statement],
    ['authData', new Uint8Array(authData)],
  ])
  return Buffer.from(isoCBOR.encode(object))
}

function writeStatement(signed: Uint8Array, { kind, algorithm, credentialKey, attestationKey }: Attester): Statement {
  if (kind === 'none') return new Map()
  if (kind === 'self') {
    const sig = new Uint8Array(signBytes(algorithm, credentialKey, signed))
    return new Map<string, number | Uint8Array>([
      ['alg', COSE_ALGORITHM[algorithm]],
      ['sig', sig],
    ])
  }
  if (attestationKey === null) throw new TypeError('This key has no attestation: create it with a root.')
  const sig = new Uint8Array(signBytes('ES256', readPrivateKey(attestationKey.privateKey), signed))
  const x5c = attestationKey.certificates.map((certificate) => new Uint8Array(Buffer.from(certificate, 'base64')))
  return new Map<string, number | Uint8Array | Uint8Array[]>([
    ['alg', COSE_ALGORITHM.ES256],
    ['sig', sig],
    ['x5c', x5c],
  ])
}

/** PKCS #8, base64. */
export function readPrivateKey(privateKey: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' })
}

function sha256(data: Uint8Array | string): Buffer {
  return createHash('sha256').update(data).digest()
}
