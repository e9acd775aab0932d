import { createHash } from 'node:crypto'
import type { KeyTrust } from '../../people/keys/trust.ts'
import type { StoredRegistration, VerifiedKey, VerifyRegistration } from '../../people/keys/verify-registration.ts'

/** More keys than an organisation has people who sign. */
const KEPT = 10_000

/**
 * Verifies a registration once for as long as nothing about it changes. A verdict follows from what is handed in and
 * from nothing else, certificates being judged by the time of the enrolment; so one is given again only where every
 * byte of what it followed from is the same: the attestation, the client data, the challenge, the roots, models and
 * site that are trusted, and that time. Refusals are not kept.
 *
 * For the signer, which is asked about the same few keys with every payment. Whoever verifies a bundle elsewhere
 * verifies all of it.
 */
export function rememberRegistrations(verify: VerifyRegistration, kept = KEPT): VerifyRegistration {
  // The first is the one that has not been asked for the longest.
  const verdicts = new Map<string, VerifiedKey>()
  return async (stored) => {
    const question = digestOfEverything(stored)
    const verdict = verdicts.get(question) ?? (await verify(stored))
    verdicts.delete(question)
    verdicts.set(question, verdict)
    for (const oldest of verdicts.keys()) {
      if (verdicts.size <= kept) break
      verdicts.delete(oldest)
    }
    // Bytes can be written to: nobody gets those that are given to the next one.
    return { ...verdict, publicKey: new Uint8Array(verdict.publicKey) }
  }
}

/** By what is there rather than by name: what is ever added to the input is bound as well. */
function digestOfEverything(stored: StoredRegistration): string {
  const expectedChallenge = Buffer.from(stored.expectedChallenge).toString('base64url')
  const { rootsByAaguid = {} } = stored.trust
  const trust = { ...stored.trust, rootsByAaguid: digestOfRoots(rootsByAaguid) }
  return sha256(JSON.stringify({ ...stored, expectedChallenge, trust }))
}

/** A metadata file has hundreds of models. It is read once, at the start, and what was read never changes. */
const digests = new WeakMap<object, string>()

function digestOfRoots(roots: NonNullable<KeyTrust['rootsByAaguid']>): string {
  const digest = digests.get(roots) ?? sha256(JSON.stringify(roots))
  digests.set(roots, digest)
  return digest
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
