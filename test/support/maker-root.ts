import * as x509 from '../../src/people/keys/x509.ts'

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/**
 * The certificate of a maker of security keys, as production wants one (PEM). Its key is thrown away at once: nothing can
 * be attested with it, so that no test can make a key that production would take.
 */
export async function makerRoot(): Promise<string> {
  const keys = await crypto.subtle.generateKey(ECDSA, false, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: [{ O: ['Keymaker SA'] }, { CN: ['Keymaker FIDO Root 1'] }],
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2049-12-31T00:00:00Z'),
    keys,
    signingAlgorithm: ECDSA,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  })
  return certificate.toString('pem')
}
