import { randomUUID } from 'node:crypto'
import { CompactSign } from 'jose'
import type { webcrypto } from 'node:crypto'
import { refusalOf } from '../../../test/support/software-key.ts'
import { readMetadata } from './metadata.ts'
import * as x509 from './x509.ts'

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const at = new Date('2026-11-30T00:00:00Z')
const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2027-01-01T00:00:00Z') }
const [good, software, selfAttesting, ...broken] = Array.from({ length: 8 }, () => randomUUID())
const BROKEN = [
  'REVOKED',
  'USER_VERIFICATION_BYPASS',
  'ATTESTATION_KEY_COMPROMISE',
  'USER_KEY_REMOTE_COMPROMISE',
  'USER_KEY_PHYSICAL_COMPROMISE',
]

let root: x509.X509Certificate
let rootKeys: webcrypto.CryptoKeyPair

beforeAll(async () => {
  rootKeys = await generateKeys()
  root = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Root of the web',
    keys: rootKeys,
    signingAlgorithm: ECDSA,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    ...validity,
  })
})

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify'])
}

async function metadataFile(host: string, payload: unknown = metadataPayload()): Promise<string> {
  const keys = await generateKeys()
  const leaf = await x509.X509CertificateGenerator.create({
    subject: `CN=${host}`,
    issuer: root.subject,
    publicKey: keys.publicKey,
    signingKey: rootKeys.privateKey,
    signingAlgorithm: ECDSA,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }])],
    ...validity,
  })
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT', x5c: [leaf.toString('base64')] })
    .sign(keys.privateKey)
}

function metadataPayload() {
  const model = (
    aaguid: string | undefined,
    statuses: readonly string[],
    keyProtection: string,
    attestationType: string,
  ) => ({
    aaguid,
    statusReports: statuses.map((status) => ({ status })),
    metadataStatement: {
      description: 'A key',
      attestationTypes: [attestationType],
      keyProtection: [keyProtection],
      attestationRootCertificates: [root.toString('base64')],
    },
  })
  return {
    legalHeader: 'none',
    no: 42,
    nextUpdate: '2026-12-30',
    entries: [
      model(good?.toUpperCase(), ['FIDO_CERTIFIED_L2', 'UPDATE_AVAILABLE'], 'secure_element', 'basic_full'),
      model(software, ['FIDO_CERTIFIED_L1'], 'software', 'basic_full'),
      model(selfAttesting, ['FIDO_CERTIFIED_L1'], 'hardware', 'basic_surrogate'),
      ...broken.map((aaguid, index) =>
        model(aaguid, [BROKEN[index] ?? '', 'UPDATE_AVAILABLE'], 'hardware', 'basic_full'),
      ),
      { aaid: 'ABCD#0001', statusReports: [] },
    ],
  }
}

describe('a metadata file', () => {
  it('gives each hardware model its roots and names the broken models, firmware updates or not', async () => {
    const file = await metadataFile('mds.fidoalliance.org')
    const metadata = await readMetadata(`${file}\n`, { at, roots: [root.toString('pem')] })
    expect(metadata).toMatchObject({ no: 42, nextUpdate: '2026-12-30' })
    expect(new Set(metadata.revokedAaguids)).toEqual(new Set(broken))
    expect(Object.keys(metadata.rootsByAaguid)).toEqual([good, software, selfAttesting])
    const [pem] = metadata.rootsByAaguid[good ?? ''] ?? []
    expect(new x509.X509Certificate(pem ?? '').equal(root)).toBe(true)
    expect([metadata.rootsByAaguid[software ?? ''], metadata.rootsByAaguid[selfAttesting ?? '']]).toEqual([[], []])
  })

  it('is refused when signed by any other web server', async () => {
    const file = await metadataFile('pay.example.com')
    const refusal = await refusalOf(readMetadata(file, { at, roots: [root.toString('pem')] }))
    expect(refusal).toMatchObject({ code: 'CONFIGURATION', detail: expect.stringContaining('not signed by') })
  })

  it("is refused under FIDO's own roots when another root made it, or when its certificate has expired", async () => {
    const file = await metadataFile('mds.fidoalliance.org')
    const later = new Date('2027-06-01T00:00:00Z')
    for (const options of [{ at }, { at: later, roots: [root.toString('pem')] }]) {
      expect((await refusalOf(readMetadata(file, options))).detail).toContain('no trusted root')
    }
  })

  it('is refused when its content was changed, is not JSON of the shape, or is no JWT', async () => {
    const roots = [root.toString('pem')]
    const [header, payload, signature] = (await metadataFile('mds.fidoalliance.org')).split('.')
    const other = Buffer.from(JSON.stringify({ ...metadataPayload(), entries: [] })).toString('base64url')
    expect(payload).not.toBe(other)
    const changed = await refusalOf(readMetadata([header, other, signature].join('.'), { at, roots }))
    expect(changed.detail).toContain('signature')
    const shapeless = await metadataFile('mds.fidoalliance.org', { no: 1 })
    expect((await refusalOf(readMetadata(shapeless, { at, roots }))).detail).toContain('shape')
    expect((await refusalOf(readMetadata('not a JWT', { at, roots }))).detail).toContain('JWT')
  })
})
