import type { ContactedBy } from '../domain/evidence.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readEvidence } from './store.ts'
import type { SubjectHead } from './subject-kind.ts'

/** How signers of this version said they were contacted about it; `none` is nothing to report. Sorted. */
export async function contactedBySigners(
  db: Executor,
  head: Pick<SubjectHead, 'id' | 'version'>,
): Promise<ContactedBy[]> {
  const evidence = await readEvidence(db, [head.id])
  const said = evidence
    .filter((one) => one.subject.version === head.version && one.voidedBy === null)
    .map((one) => one.contactedBy)
  return [...new Set(said.filter((how) => how !== 'none'))].sort()
}
