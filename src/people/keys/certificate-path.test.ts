import { X509Certificate } from 'node:crypto'
import type { webcrypto } from 'node:crypto'
import { findTrustAnchor } from './certificate-path.ts'
import * as x509 from './x509.ts'

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const at = new Date('2026-11-30T00:00:00Z')

interface Issued {
  readonly certificate: X509Certificate
  readonly keys: webcrypto.CryptoKeyPair
  readonly subject: string
}
interface Shape {
  readonly ca?: boolean
  readonly pathLength?: number
  readonly notBefore?: Date
  readonly notAfter?: Date
}

async function issue(subject: string, issuer: Issued | null, shape: Shape = {}): Promise<Issued> {
  const keys = await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: issuer?.subject ?? subject,
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: ECDSA,
    notBefore: shape.notBefore ?? new Date('2026-01-01T00:00:00Z'),
    notAfter: shape.notAfter ?? new Date('2027-01-01T00:00:00Z'),
    extensions: [new x509.BasicConstraintsExtension(shape.ca ?? false, shape.pathLength, true)],
  })
  return { certificate: new X509Certificate(Buffer.from(certificate.rawData)), keys, subject }
}

function anchorOf(chain: readonly Issued[], anchors: readonly Issued[], when = at): X509Certificate | null {
  return findTrustAnchor(
    chain.map(({ certificate }) => certificate),
    anchors.map(({ certificate }) => certificate),
    when,
  )
}

describe('a certificate path', () => {
  it('leads from the leaf over intermediates to its root, whether the root is sent along or not', async () => {
    const root = await issue('CN=Root', null, { ca: true })
    const stranger = await issue('CN=Root', null, { ca: true })
    const middle = await issue('CN=Middle', root, { ca: true })
    const leaf = await issue('CN=Leaf', middle)
    expect(anchorOf([leaf, middle], [stranger, root])).toBe(root.certificate)
    expect(anchorOf([leaf, middle, root], [stranger, root])).toBe(root.certificate)
    expect(anchorOf([leaf, middle], [middle])).toBe(middle.certificate)
  })

  it('may be a trusted leaf alone', async () => {
    const leaf = await issue('CN=Leaf', null)
    expect(anchorOf([leaf], [leaf])).toBe(leaf.certificate)
  })

  it('leads nowhere under a root of the same name and another key, with a gap, or without certificates', async () => {
    const root = await issue('CN=Root', null, { ca: true })
    const stranger = await issue('CN=Root', null, { ca: true })
    const middle = await issue('CN=Middle', root, { ca: true })
    const leaf = await issue('CN=Leaf', middle)
    expect(anchorOf([leaf, middle], [stranger])).toBeNull()
    expect(anchorOf([leaf], [root])).toBeNull()
    expect(anchorOf([leaf, root], [root])).toBeNull()
    expect(anchorOf([], [root])).toBeNull()
    expect(anchorOf([leaf, middle], [])).toBeNull()
  })

  it('does not pass through a certificate that is no CA', async () => {
    const root = await issue('CN=Root', null, { ca: true })
    const device = await issue('CN=Device', root)
    const forged = await issue('CN=Forged', device)
    expect(anchorOf([device], [root])).toBe(root.certificate)
    expect(anchorOf([forged, device], [root])).toBeNull()
    expect(anchorOf([forged], [device])).toBeNull()
  })

  it('is no longer than its issuers allow', async () => {
    const root = await issue('CN=Root', null, { ca: true, pathLength: 0 })
    const middle = await issue('CN=Middle', root, { ca: true })
    expect(anchorOf([await issue('CN=Leaf', root)], [root])).toBe(root.certificate)
    expect(anchorOf([await issue('CN=Leaf', middle), middle], [root])).toBeNull()
  })

  it('needs the right name as well as the right key', async () => {
    const root = await issue('CN=Root', null, { ca: true })
    const leaf = await issue('CN=Leaf', { ...root, subject: 'CN=Other root' })
    expect(anchorOf([leaf], [root])).toBeNull()
  })

  it('is judged at the time given: leaf, intermediate and root', async () => {
    const early = { notAfter: new Date('2026-06-01T00:00:00Z') }
    const inMay = new Date('2026-05-01T00:00:00Z')
    const root = await issue('CN=Root', null, { ca: true })
    const expiredRoot = await issue('CN=Expired', null, { ca: true, ...early })
    const expiredMiddle = await issue('CN=Middle', root, { ca: true, ...early })
    const chains = [
      { chain: [await issue('CN=Leaf', root, early)], anchor: root },
      { chain: [await issue('CN=Leaf', expiredMiddle), expiredMiddle], anchor: root },
      { chain: [await issue('CN=Leaf', expiredRoot)], anchor: expiredRoot },
    ]
    for (const { chain, anchor } of chains) {
      expect(anchorOf(chain, [anchor], inMay)).toBe(anchor.certificate)
      expect(anchorOf(chain, [anchor])).toBeNull()
      expect(anchorOf(chain, [anchor], new Date('2025-12-31T00:00:00Z'))).toBeNull()
    }
  })
})
