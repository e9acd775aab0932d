import { createHash, X509Certificate } from 'node:crypto'
import {
  convertAAGUIDToString,
  cose,
  COSEALG,
  getCertificateInfo,
  verifySignature,
} from '@simplewebauthn/server/helpers'
import type { AttestationObject, PackedStatement } from './attestation-object.ts'
import { readPackedStatement } from './attestation-object.ts'
import { findTrustAnchor } from './certificate-path.ts'
import { invalidSignature, malformedCredential, refuseAttestation } from './refusals.ts'
import type { KeyTrust } from './trust.ts'

export interface AttestedCredential {
  readonly aaguid: Uint8Array<ArrayBuffer>
  readonly algorithm: number
  readonly publicKey: Uint8Array<ArrayBuffer>
}

export interface AttestationVerdict {
  readonly attestation: 'packed' | 'unattested'
  /** SHA-256 of the trusted root's DER, hex; null when nothing vouches for the key. */
  readonly rootFingerprint: string | null
}

/** OID id-fido-gen-ce-aaguid; its value is an OCTET STRING of 16 bytes, hence the DER header (WebAuthn L3 §8.2.1). */
const AAGUID_EXTENSION = '1.3.6.1.4.1.45724.1.1.4'
const AAGUID_DER_HEADER = [0x04, 0x10]

/** RS1 is left out: the library would take an attestation over SHA-1. */
const ATTESTATION_ALGORITHMS: readonly COSEALG[] = [
  COSEALG.ES256,
  COSEALG.ES384,
  COSEALG.ES512,
  COSEALG.RS256,
  COSEALG.RS384,
  COSEALG.RS512,
  COSEALG.PS256,
  COSEALG.PS384,
  COSEALG.PS512,
]

/**
 * Whether a trusted maker vouches that the key pair lives in one of its devices. Where that is demanded, `packed` with
 * certificates up to a configured root is the only way; elsewhere what comes without is taken as unattested, its
 * statement still verified.
 */
export async function judgeAttestation(
  object: AttestationObject,
  clientDataHash: Uint8Array,
  credential: AttestedCredential,
  trust: KeyTrust,
  at: Date,
): Promise<AttestationVerdict> {
  const aaguid = convertAAGUIDToString(credential.aaguid)
  if (trust.revokedAaguids.includes(aaguid)) {
    throw refuseAttestation(`Keys of model ${aaguid} are known to be broken. Use another model.`)
  }
  if (object.format === 'none') return judgeNone(object, trust)
  if (object.format !== 'packed') {
    throw refuseAttestation(`Unexpected attestation format "${object.format}". Use a FIDO2 security key.`)
  }

  const statement = readPackedStatement(object.statement)
  const signed = new Uint8Array(Buffer.concat([object.authData, clientDataHash]))
  if (statement.certificates === null) return judgeSelfAttestation(statement, signed, credential, trust)

  const [leaf] = statement.certificates
  const chain = statement.certificates.map(parseCertificate)
  requireAttestationCertificate(leaf, credential.aaguid)
  await requireSignature(leaf, statement, signed)
  const root = findTrustAnchor(chain, trustedRoots(trust, aaguid), at)
  if (root !== null && (trust.allowedAaguids === null || trust.allowedAaguids.includes(aaguid))) {
    return { attestation: 'packed', rootFingerprint: createHash('sha256').update(root.raw).digest('hex') }
  }
  if (trust.allowUnattested) return { attestation: 'unattested', rootFingerprint: null }
  if (root === null) throw refuseAttestation('Nobody trusted here made this key. Use a key your company issued.')
  throw refuseAttestation(`Keys of model ${aaguid} are not on the allowed list. Use a key your company issued.`)
}

function judgeNone(object: AttestationObject, trust: KeyTrust): AttestationVerdict {
  if (object.statement.size > 0) throw malformedCredential('Unexpected attestation statement beside format "none".')
  if (!trust.allowUnattested) {
    throw refuseAttestation('The key did not say who made it. Use a security key and let the browser pass its make on.')
  }
  return { attestation: 'unattested', rootFingerprint: null }
}

/** Self-attestation only proves possession of the key, wherever it lives (WebAuthn L3 §6.5.4). */
async function judgeSelfAttestation(
  statement: PackedStatement,
  signed: Uint8Array<ArrayBuffer>,
  credential: AttestedCredential,
  trust: KeyTrust,
): Promise<AttestationVerdict> {
  if (!trust.allowUnattested) {
    throw refuseAttestation('The key vouches for itself only. Use a security key whose maker vouches for it.')
  }
  if (statement.algorithm !== credential.algorithm) {
    throw malformedCredential('Expected the self-attestation to use the algorithm of the key.')
  }
  const { signature } = statement
  const verified = await verify({ signature, data: signed, credentialPublicKey: credential.publicKey })
  if (!verified) throw invalidSignature('The attestation signature is wrong. Register the key once more.')
  return { attestation: 'unattested', rootFingerprint: null }
}

async function requireSignature(
  leaf: Uint8Array<ArrayBuffer>,
  { algorithm, signature }: PackedStatement,
  signed: Uint8Array<ArrayBuffer>,
): Promise<void> {
  if (!cose.isCOSEAlg(algorithm) || !ATTESTATION_ALGORITHMS.includes(algorithm)) {
    throw refuseAttestation(`Unexpected attestation algorithm ${algorithm}. Use another model of key.`)
  }
  const verified = await verify({ signature, data: signed, x509Certificate: leaf, hashAlgorithm: algorithm })
  if (!verified) throw invalidSignature('The attestation signature is wrong. Register the key once more.')
}

/** WebAuthn L3 §8.2.1. Validity in time belongs to the path. */
function requireAttestationCertificate(leaf: Uint8Array<ArrayBuffer>, aaguid: Uint8Array): void {
  const { version, subject, basicConstraintsCA, parsedCertificate } = readCertificateInfo(leaf)
  // ASN.1 counts versions from 0.
  if (version !== 2) throw refuseAttestation('Expected an X.509 version 3 attestation certificate.')
  if (subject.OU !== 'Authenticator Attestation') {
    throw refuseAttestation('Expected a certificate of unit "Authenticator Attestation".')
  }
  if (subject.C?.length !== 2 || !subject.O || !subject.CN) {
    throw refuseAttestation('Expected the attestation certificate to name country, organisation and model.')
  }
  if (basicConstraintsCA) throw refuseAttestation('Unexpected CA certificate in place of an attestation certificate.')
  const extension = parsedCertificate.tbsCertificate.extensions?.find(({ extnID }) => extnID === AAGUID_EXTENSION)
  if (extension === undefined) return
  const expected = Buffer.from([...AAGUID_DER_HEADER, ...aaguid])
  if (extension.critical || !expected.equals(new Uint8Array(extension.extnValue.buffer))) {
    throw refuseAttestation('The attestation certificate belongs to another model of key.')
  }
}

function readCertificateInfo(leaf: Uint8Array<ArrayBuffer>): ReturnType<typeof getCertificateInfo> {
  try {
    return getCertificateInfo(leaf)
  } catch (cause) {
    throw refuseAttestation('The attestation certificate cannot be read. Use another model of key.', cause)
  }
}

function parseCertificate(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der)
  } catch (cause) {
    throw refuseAttestation('The attestation certificate cannot be read. Use another model of key.', cause)
  }
}

/** Metadata vouches for one model each: the root of one maker says nothing about the models of another. */
function trustedRoots(trust: KeyTrust, aaguid: string): X509Certificate[] {
  const pems = [...(trust.attestationRoots ?? []), ...(trust.rootsByAaguid?.[aaguid] ?? [])]
  return pems.map((pem) => new X509Certificate(pem))
}

async function verify(options: Parameters<typeof verifySignature>[0]): Promise<boolean> {
  try {
    return await verifySignature(options)
  } catch (cause) {
    throw invalidSignature('The attestation signature cannot be verified. Use another model of key.', cause)
  }
}
