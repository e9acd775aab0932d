import type { ContactedBy } from '../domain/evidence.ts'
import type { StoredEvidence } from './evidence-store.ts'
import type { SubjectHead } from './subject-kind.ts'

/**
 * How signers of this version said they were contacted about it; `none` is nothing to report. Sorted. Of the evidence as
 * it is kept: whoever's key was revoked since has still said it.
 */
export function contactedBySigners(
  head: Pick<SubjectHead, 'version'>,
  evidence: readonly StoredEvidence[],
): ContactedBy[] {
  const said = evidence
    .filter((one) => one.subject.version === head.version && one.voidedBy === null)
    .map((one) => one.contactedBy)
  return [...new Set(said.filter((how) => how !== 'none'))].sort()
}
