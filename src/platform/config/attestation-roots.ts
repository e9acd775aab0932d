import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'

import type { FieldError } from '../../domain/errors.ts'

/** A certificate that authenticators' attestations may lead up to. */
export interface AttestationRoot {
  readonly pem: string
  readonly subject: string
  /** SHA-256 of the certificate, lower-case hex. */
  readonly fingerprint: string
  /** Made for tests: whoever has its published or generated key can attest any software as a security key. */
  readonly isForTests: boolean
  readonly path: string
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Chromium's virtual authenticator signs with a key that is in its source (`O=Chromium`). */
const TEST_SUBJECT = /^O=Chromium$|\b(?:test|demo|example|virtual|software|sandbox|fake|untrusted)\b/im

/** Reads PEM bundles: one or more certificates in each file. */
export function readAttestationRoots(paths: readonly string[]): { roots: AttestationRoot[]; mistakes: FieldError[] } {
  const roots: AttestationRoot[] = []
  const mistakes: FieldError[] = []
  for (const path of paths) {
    try {
      const certificates = readFileSync(path, 'utf8').match(PEM) ?? []
      if (certificates.length === 0) throw new Error('no certificate')
      roots.push(...certificates.map((pem) => asRoot(pem, path)))
    } catch {
      const detail = `Expected PEM certificates in ${path}.`
      mistakes.push({ path: 'ATTESTATION_ROOTS', code: 'SETTING_INVALID', detail })
    }
  }
  return { roots, mistakes }
}

function asRoot(pem: string, path: string): AttestationRoot {
  const certificate = new X509Certificate(pem)
  return {
    pem,
    subject: certificate.subject,
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    isForTests: TEST_SUBJECT.test(certificate.subject),
    path,
  }
}
