import type { X509Certificate } from 'node:crypto'
import * as x509 from './x509.ts'

/**
 * The trust anchor a certificate chain leads to, or null. The chain is leaf first, each certified by the next; the
 * last may be left out when it is the anchor. An anchor may be the leaf itself (WebAuthn L3 §7.1 step 24).
 *
 * Not the library's `validateCertificatePath`: that one judges by today's date, so that evidence would rot; it fetches
 * revocation lists over the network and passes when it cannot; and it lets certificates that are no CA certify others.
 * Revocation comes by AAGUID, from the metadata and the allow-list.
 */
export function findTrustAnchor(
  chain: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
  at: Date,
): X509Certificate | null {
  for (const [position, certificate] of chain.entries()) {
    if (!isValidAt(certificate, at)) return null
    const anchor = anchors.find((candidate) => {
      if (candidate.raw.equals(certificate.raw)) return true
      return isValidAt(candidate, at) && hasIssued(candidate, certificate, position)
    })
    if (anchor !== undefined) return anchor
    const issuer = chain[position + 1]
    if (issuer === undefined || !hasIssued(issuer, certificate, position)) return null
  }
  return null
}

function isValidAt(certificate: X509Certificate, at: Date): boolean {
  return new Date(certificate.validFrom) <= at && at <= new Date(certificate.validTo)
}

/** `intermediates` counts the CA certificates between the issuer and the leaf (RFC 5280 §4.2.1.9). */
function hasIssued(issuer: X509Certificate, certificate: X509Certificate, intermediates: number): boolean {
  if (!issuer.ca || !certificate.checkIssued(issuer)) return false
  const constraints = new x509.X509Certificate(issuer.raw).getExtension(x509.BasicConstraintsExtension)
  if (intermediates > (constraints?.pathLength ?? Infinity)) return false
  return certificate.verify(issuer.publicKey)
}
