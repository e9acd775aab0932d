import type { Bundle, BundleTrust, Finding } from './bundle.ts'
import { proveEntries } from './verify/ledger.ts'
import { proveOffFile } from './verify/off-file.ts'
import { verifyStoredRegistration, type VerifyRegistration } from '../people/keys/verify-registration.ts'
import { provePeople } from './verify/people.ts'
import { proveSubject } from './verify/subject.ts'

/**
 * Verifies a whole bundle, offline: the signer before it signs a release, and anyone afterwards. No findings means
 * that the payment was rightly released, under the rules and by the people that the organisation began with.
 */
export async function verifyBundle(
  bundle: Bundle,
  trust: BundleTrust,
  verifyRegistration?: VerifyRegistration,
): Promise<readonly Finding[]> {
  const findings = [...(await verifySubjects(bundle, trust, verifyRegistration))]
  if (bundle.subjects[0]?.type !== 'order')
    findings.push({ code: 'NO_PAYMENT', about: 'bundle', detail: 'The bundle is not about a payment.' })
  return findings
}

/**
 * The same for subjects of any type, such as the lifting of a hold. Whatever cannot be read is a finding too.
 * `verifyRegistration` is for a process that verifies many bundles with the same keys.
 */
export async function verifySubjects(
  bundle: Bundle,
  trust: BundleTrust,
  verifyRegistration: VerifyRegistration = verifyStoredRegistration,
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  if (bundle.type !== 'countersign/bundle/1')
    return [{ code: 'BUNDLE_TYPE', about: 'bundle', detail: 'This is not an evidence bundle.' }]
  try {
    const ledger = proveEntries(bundle, trust.logKey, findings)
    const people = await provePeople(bundle, { trust, ledger, findings, verifyRegistration })
    const offFile = proveOffFile(bundle, ledger, findings)
    const proof = { bundle, trust, ledger, people, offFile, findings }
    for (const subject of bundle.subjects) await proveSubject(subject, proof)
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'It cannot be read.'
    findings.push({ code: 'BUNDLE_MALFORMED', about: 'bundle', detail })
  }
  return findings
}
