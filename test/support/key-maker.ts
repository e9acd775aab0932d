import { restoreAttestationRoot, type AttestationRoot } from '../../src/sandbox/attestation-root.ts'
import * as x509 from '../../src/people/keys/x509.ts'

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/**
 * A maker of security keys whom nobody has heard of. Production takes its keys where an operator has put its root into
 * ATTESTATION_ROOTS, as it would a company's own, and nowhere else: whoever trusts a root trusts whoever holds its key.
 * This one's is held by the running test alone, and ends with it.
 */
export async function openKeyMaker(): Promise<AttestationRoot> {
  const keys = await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: [{ O: ['Keymaker SA'] }, { CN: ['Keymaker FIDO Root 2'] }],
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2049-12-31T00:00:00Z'),
    keys,
    signingAlgorithm: ECDSA,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  })
  const privateKey = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  return restoreAttestationRoot({ certificate: certificate.toString('base64'), privateKey })
}
