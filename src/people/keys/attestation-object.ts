import { isoCBOR } from '@simplewebauthn/server/helpers'
import { malformedCredential } from './refusals.ts'

type CborMap = ReadonlyMap<unknown, unknown>

export interface AttestationObject {
  readonly format: string
  readonly authData: Uint8Array<ArrayBuffer>
  readonly statement: CborMap
}

type Certificates = readonly [Uint8Array<ArrayBuffer>, ...Uint8Array<ArrayBuffer>[]]

/** The statement of format `packed` (WebAuthn L3 §8.2); without certificates it is self-attestation. */
export interface PackedStatement {
  readonly algorithm: number
  readonly signature: Uint8Array<ArrayBuffer>
  /** DER, leaf first; null for self-attestation. */
  readonly certificates: Certificates | null
}

export function readAttestationObject(bytes: Uint8Array<ArrayBuffer>): AttestationObject {
  const map = decode(bytes)
  const format = map.get('fmt')
  const authData = map.get('authData')
  const statement = map.get('attStmt')
  if (typeof format !== 'string' || !(authData instanceof Uint8Array) || !(statement instanceof Map)) {
    throw malformedCredential('Expected fmt, authData and attStmt in the attestation object.')
  }
  return { format, authData: new Uint8Array(authData), statement }
}

export function readPackedStatement(statement: CborMap): PackedStatement {
  const algorithm = statement.get('alg')
  const signature = statement.get('sig')
  const x5c = statement.get('x5c')
  if (typeof algorithm !== 'number' || !(signature instanceof Uint8Array)) {
    throw malformedCredential('Expected alg and sig in the packed attestation statement.')
  }
  return {
    algorithm,
    signature: new Uint8Array(signature),
    certificates: x5c === undefined ? null : readCertificates(x5c),
  }
}

function readCertificates(x5c: unknown): Certificates {
  if (!Array.isArray(x5c) || x5c.length === 0) throw malformedCredential('Expected x5c to hold certificates.')
  const certificates: readonly unknown[] = x5c
  const [leaf, ...issuers] = certificates
  return [readCertificate(leaf), ...issuers.map(readCertificate)]
}

function readCertificate(certificate: unknown): Uint8Array<ArrayBuffer> {
  if (!(certificate instanceof Uint8Array)) throw malformedCredential('Expected x5c to hold certificates.')
  return new Uint8Array(certificate)
}

function decode(bytes: Uint8Array<ArrayBuffer>): CborMap {
  const value = decodeCbor(bytes)
  if (!(value instanceof Map)) throw malformedCredential('Expected the attestation object to be a CBOR map.')
  // The decoder stops after the first item and takes byte strings that end early: one value, one encoding.
  if (!Buffer.from(isoCBOR.encode(value)).equals(bytes)) {
    throw malformedCredential(
      'The attestation object is cut short, or something follows it. Register the key once more.',
    )
  }
  return value
}

function decodeCbor(bytes: Uint8Array<ArrayBuffer>): unknown {
  try {
    return isoCBOR.decodeFirst(bytes)
  } catch (cause) {
    throw malformedCredential('The attestation object cannot be read. Register the key once more.', cause)
  }
}
