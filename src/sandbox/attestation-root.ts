import { randomBytes } from 'node:crypto'
import type { webcrypto } from 'node:crypto'
import { SOFTWARE_ROOT_UNIT } from '../people/keys/test-roots.ts'
import * as x509 from '../people/keys/x509.ts'

/** Everything base64. */
export interface AttestationRootState {
  readonly certificate: string
  readonly privateKey: string
}

/** What a key of one model attests with. Everything base64; certificates DER, leaf first. */
export interface AttestationKeyState {
  readonly certificates: readonly string[]
  readonly privateKey: string
}

/** The maker of software keys: a CA of its own, whose certificate goes into ATTESTATION_ROOTS. */
export interface AttestationRoot {
  readonly pem: string
  /** An attestation key and its certificate for one model (an AAGUID). */
  issue(aaguid: string, shape?: LeafShape): Promise<AttestationKeyState>
  toJSON(): AttestationRootState
}

/** How a leaf certificate departs from WebAuthn L3 §8.2.1, for those who want to see it refused. */
export interface LeafShape {
  readonly organisationalUnit?: string
  readonly ca?: boolean
  /** Another AAGUID in the extension than the key claims; null leaves the extension out. */
  readonly certifiedAaguid?: string | null
  readonly notAfter?: Date
}

const AAGUID_EXTENSION = '1.3.6.1.4.1.45724.1.1.4'
const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const NOT_BEFORE = new Date('2020-01-01T00:00:00Z')
const NOT_AFTER = new Date('2049-12-31T00:00:00Z')

export async function createAttestationRoot(commonName = 'Software key root'): Promise<AttestationRoot> {
  const keys = await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ C: ['AA'] }, { O: ['Countersign'] }, { OU: [SOFTWARE_ROOT_UNIT] }, { CN: [commonName] }],
    notBefore: NOT_BEFORE,
    notAfter: NOT_AFTER,
    keys,
    signingAlgorithm: ECDSA,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  })
  return attestationRoot(certificate, keys.privateKey, await exportPrivateKey(keys.privateKey))
}

export async function restoreAttestationRoot(state: AttestationRootState): Promise<AttestationRoot> {
  const privateKey = await crypto.subtle.importKey('pkcs8', Buffer.from(state.privateKey, 'base64'), ECDSA, true, [
    'sign',
  ])
  return attestationRoot(new x509.X509Certificate(state.certificate), privateKey, state.privateKey)
}

function attestationRoot(
  root: x509.X509Certificate,
  signingKey: webcrypto.CryptoKey,
  privateKey: string,
): AttestationRoot {
  return {
    pem: root.toString('pem'),
    toJSON: () => ({ certificate: root.toString('base64'), privateKey }),
    async issue(aaguid, shape = {}) {
      const keys = await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify'])
      const unit = shape.organisationalUnit ?? 'Authenticator Attestation'
      const certifiedAaguid = shape.certifiedAaguid === undefined ? aaguid : shape.certifiedAaguid
      const leaf = await x509.X509CertificateGenerator.create({
        serialNumber: serialNumber(),
        issuer: root.subjectName,
        subject: [{ C: ['AA'] }, { O: ['Countersign'] }, { OU: [unit] }, { CN: ['Software security key'] }],
        notBefore: NOT_BEFORE,
        notAfter: shape.notAfter ?? NOT_AFTER,
        publicKey: keys.publicKey,
        signingKey,
        signingAlgorithm: ECDSA,
        extensions: [
          new x509.BasicConstraintsExtension(shape.ca ?? false, undefined, true),
          ...(certifiedAaguid === null ? [] : [aaguidExtension(certifiedAaguid)]),
        ],
      })
      return { certificates: [leaf.toString('base64')], privateKey: await exportPrivateKey(keys.privateKey) }
    },
  }
}

/** The AAGUID as a DER OCTET STRING (WebAuthn L3 §8.2.1). */
function aaguidExtension(aaguid: string): x509.Extension {
  const value = Buffer.from(`0410${aaguid.replaceAll('-', '')}`, 'hex')
  return new x509.Extension(AAGUID_EXTENSION, false, new Uint8Array(value))
}

/** Positive, and never the same twice. */
function serialNumber(): string {
  return `01${randomBytes(15).toString('hex')}`
}

async function exportPrivateKey(key: webcrypto.CryptoKey): Promise<string> {
  return Buffer.from(await crypto.subtle.exportKey('pkcs8', key)).toString('base64')
}
