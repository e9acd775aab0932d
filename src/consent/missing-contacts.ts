import type { Instant } from '../domain/instant.ts'
import type { Requirement } from '../domain/requirement.ts'
import { wantedOf, type RequirementStatus } from '../domain/resolve.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { contactToCall } from './contact-to-call.ts'
import type { SubjectView } from './schema.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'

/** Calls that are still wanted and that nobody can make, because nobody on file may be rung: waiting alone is in vain. */
export async function missingContacts(
  db: Executor,
  kinds: SubjectKinds,
  head: SubjectHead,
  statuses: readonly RequirementStatus[],
  now: Instant,
): Promise<SubjectView['feasible']['missing']> {
  const missing: SubjectView['feasible']['missing'] = []
  for (const requirement of head.assessment.requirements) {
    if (requirement.kind !== 'callback' || isMet(requirement, statuses)) continue
    const found = await contactToCall(db, kinds, head, requirement, null, now)
    if ('contact' in found) continue
    const { id: requirementId, kind } = requirement
    const { code, from } = found
    missing.push({ requirementId, kind, wanted: wantedOf(requirement), eligible: 0, what: 'contact', code, from })
  }
  return missing
}

function isMet(requirement: Requirement, statuses: readonly RequirementStatus[]): boolean {
  return statuses.some((one) => one.requirementId === requirement.id && one.status === 'satisfied')
}
