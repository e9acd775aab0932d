import { digestOf } from '../../domain/canonical-json.ts'
import type { Evidence } from '../../domain/evidence.ts'
import { elapsedMs, isInstant } from '../../domain/instant.ts'
import { specsDigest } from '../../domain/requirement-spec.ts'
import { resolve } from '../../domain/resolve.ts'
import type { SubjectRef } from '../../domain/subject.ts'
import type { BundleSubject } from '../bundle.ts'
import { assessAnew, proveAssessments } from './assessments.ts'
import { isAround, type ProvenEntry } from './ledger.ts'
import { isAbout, type Proof, type Refuse } from './proof.ts'
import { isEvidenceProven, isVoid } from './signature.ts'

/** Everything about one subject: what was asked follows from policy and facts, and the evidence meets it. */
export async function proveSubject(subject: BundleSubject, proof: Proof): Promise<void> {
  const refuse: Refuse = (code, detail) => {
    proof.findings.push({ code, about: subject.id, detail })
  }
  const ref: SubjectRef = { type: subject.type, id: subject.id, version: subject.version, digest: subject.digest }
  if (digestOf(subject.content) !== subject.digest)
    return refuse('SUBJECT_DIGEST', 'The content is not what the digest says.')

  const version = proveAssessments(subject, ref, proof, refuse)
  if (version === null) return
  const assessed = assessAnew(subject, version, proof, refuse)
  if (assessed === null) return
  const { requirements, specs, expiresAt } = assessed.assessment
  if (specsDigest(specs) !== specsDigest(version.newest.specs)) {
    return refuse('REQUIREMENTS_DIFFER', 'Policy asks for something else than what was collected.')
  }
  if (!isInstant(subject.expiresAt) || elapsedMs(expiresAt, subject.expiresAt) > 0)
    return refuse('EXPIRY_DIFFERS', 'Evidence was collected longer than policy allows.')
  const satisfied = proof.ledger.entry(subject.satisfiedEntryId)
  if (satisfied === null || !saysSatisfied(satisfied, subject, ref))
    return refuse('NOT_APPROVED_IN_LOG', 'The log does not say that this was satisfied then.')
  if (satisfied.leafIndex < version.entry.leafIndex)
    return refuse('NOT_APPROVED_IN_LOG', 'It was assessed again after it was said to be satisfied.')

  // Evidence of earlier versions answers nothing any more.
  const evidence: Evidence[] = []
  const { instructors } = assessed.duties
  const signedFor = { subject, version, requirements, instructors, satisfied }
  for (const one of subject.evidence.filter((candidate) => candidate.subject.version === subject.version)) {
    const isProven = await isEvidenceProven(one, signedFor, proof)
    if (isProven && (one.decision === 'deny' || !isVoid(one, signedFor, proof)))
      evidence.push({ ...one, voidedBy: null })
    if (one.contactedBy !== 'none' && !assessed.contactedBy.includes(one.contactedBy))
      refuse('CONTACTED_IGNORED', 'A signer was contacted about this, and it was not assessed again.')
  }
  const resolution = resolve({
    subject: ref,
    requirements,
    evidence,
    duties: assessed.duties,
    standings: proof.people.standings,
    expiresAt: subject.expiresAt,
    now: subject.satisfiedAt,
  })
  if (resolution.status !== 'satisfied')
    refuse('NOT_SATISFIED', `The evidence does not meet the requirements: ${resolution.status}.`)
}

function saysSatisfied(entry: ProvenEntry, subject: BundleSubject, ref: SubjectRef): boolean {
  if (!isAbout(entry.fields, ref) || !isAround(entry.at, subject.satisfiedAt)) return false
  // A payment that policy asks nothing of is approved by its submission.
  if (entry.kind === 'subject.submitted')
    return subject.assessments.at(-1)?.specs.length === 0 && entry.fields['startedAt'] === subject.satisfiedAt
  const expected = subject.type === 'order' ? 'subject.approved' : 'subject.applied'
  return entry.kind === expected && entry.fields['approvedAt'] === subject.satisfiedAt
}
