import { createHash } from 'node:crypto'
import type { X509Certificate } from 'node:crypto'

/** The organisational unit of the roots that software keys are made under. */
export const SOFTWARE_ROOT_UNIT = 'Software keys - not for production'

/** SHA-256 of the public keys (SPKI, DER) of published attestation keys: anybody can attest anything with them. */
const PUBLISHED_KEYS = new Set([
  // The example of the FIDO U2F raw message formats, which Chromium's virtual authenticator attests with.
  'c98993ec4f77b4997a081a5e5990c7cf6b0ceeb7b27bc7312a3cc351921531a9',
  // The CA of the WebAuthn Level 3 test vectors.
  '0d8eed4685bd90525592b8e1293e8a39350173dfbe28e98466880a2f951d5558',
])

/** Whether the private key of this root is known not to be in a maker's safe. */
export function isTestRoot(root: X509Certificate): boolean {
  if (root.subject.split('\n').includes(`OU=${SOFTWARE_ROOT_UNIT}`)) return true
  const spki = root.publicKey.export({ type: 'spki', format: 'der' })
  return PUBLISHED_KEYS.has(createHash('sha256').update(spki).digest('hex'))
}
