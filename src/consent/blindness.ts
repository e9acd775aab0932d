import { assertStated, BLIND_ENTRY_TRIES, statedMatches, type Stated } from '../domain/blind-entry.ts'
import { CountersignError } from '../domain/errors.ts'
import { isMember, type Standing } from '../domain/person.ts'
import { withAlternatives, type Requirement, type SubjectDuties } from '../domain/requirement.ts'
import { mayReadAccounts } from '../domain/read-accounts.ts'
import { isOpen, isUnreleased } from '../domain/subject-states.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Db, Executor } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { countBlindEntry, matchedBlindEntries, readBlindEntry } from './blind-entry-store.ts'
import type { SubjectHead, SubjectKind } from './subject-kind.ts'

/**
 * Whether amount and account stay unseen for this person: they could approve it, and have not yet typed both from the
 * invoice. It depends on nothing the person can choose.
 */
export async function isBlindFor(
  db: Executor,
  head: SubjectHead,
  standing: Standing,
  duties: SubjectDuties,
): Promise<boolean> {
  return (await blindRequirement(db, head, standing, duties)) !== null
}

/** The approval for which this person has yet to type amount and account; null when nothing is kept from them. */
export async function blindRequirement(
  db: Executor,
  head: SubjectHead,
  standing: Standing,
  duties: SubjectDuties,
): Promise<Requirement | null> {
  const asked = blindApprovals(head, standing, duties)
  if (asked.length === 0) return null
  return unseenAmong(asked, await matchedBlindEntries(db, head.id, head.version, standing.personId))
}

/**
 * Those of its approvals before which this person has to type amount and account. What was denied is often submitted
 * again, for the same amount to the same account: it stays unseen as well, or it would answer for the next one.
 */
export function blindApprovals(head: SubjectHead, standing: Standing, duties: SubjectDuties): Requirement[] {
  if (!isUnreleased(head.state)) return []
  // Who asked for it knows it; who is said to have asked has to see what they would confirm.
  const asking = [...duties.requesters, ...duties.instructors]
  if (asking.includes(standing.personId)) return []
  return withAlternatives(head.assessment.requirements).filter((one) => isBlindApproval(one, standing))
}

/** The first of them while none has been typed for (`matched`: the requirements of which some have). */
export function unseenAmong(asked: readonly Requirement[], matched: readonly string[]): Requirement | null {
  return asked.some((one) => matched.includes(one.id)) ? null : (asked[0] ?? null)
}

/**
 * Whether the content is shown without amount and account: to whoever has yet to type them, and, of a change of
 * accounts that is over, to everybody who has no need of them. It would answer the blind entry of the next payment.
 */
export async function isHiddenFor(
  db: Executor,
  kind: SubjectKind,
  head: SubjectHead,
  standing: Standing,
  duties: SubjectDuties,
): Promise<boolean> {
  return hidesAccounts(kind, head, standing) || (await isBlindFor(db, head, standing, duties))
}

export function hidesAccounts(kind: SubjectKind, head: SubjectHead, standing: Standing): boolean {
  return kind.namesAccounts && !isOpen(head.state) && !mayReadAccounts(standing.roles)
}

function isBlindApproval(requirement: Requirement, standing: Standing): boolean {
  return requirement.kind === 'approval' && requirement.blindEntry && isMember(standing, requirement.group)
}

/** Whether the signer has to have typed amount and account ending before this approval. */
export function mustBeTyped(requirement: Requirement | null, kind: SubjectKind, head: SubjectHead): boolean {
  return requirement?.kind === 'approval' && requirement.blindEntry && kind.expectation(head.content) !== null
}

/** Checks what was typed and counts the try; what cannot be read is none. The count stays even when the request fails. */
export async function enterBlind(
  db: Db,
  kind: SubjectKind,
  head: SubjectHead,
  requirementId: string,
  personId: string,
  entry: Stated | null,
): Promise<void> {
  const expectation = kind.expectation(head.content)
  if (expectation === null) return
  const key = { subjectId: head.id, version: head.version, requirementId, personId }
  const before = await readBlindEntry(db, key)
  if (before.matched) return
  if (before.failures >= BLIND_ENTRY_TRIES) throw locked()
  if (entry === null) {
    throw new CountersignError({
      code: 'BLIND_ENTRY_REQUIRED',
      status: 422,
      detail: "Type the amount and the account's last four characters from the invoice (blindEntry).",
      errors: [{ path: 'blindEntry', code: 'BLIND_ENTRY_REQUIRED', detail: 'Required before this can be signed.' }],
    })
  }
  assertStated(entry, expectation, 'blindEntry')
  const matches = statedMatches(entry, expectation)
  const { failures, matched } = await transaction(db, async (tx) =>
    countBlindEntry(tx, key, matches, await readNow(tx)),
  )
  if (matches && matched) return
  if (failures >= BLIND_ENTRY_TRIES) throw locked()
  const triesLeft = BLIND_ENTRY_TRIES - failures
  throw new CountersignError({
    code: 'BLIND_ENTRY_MISMATCH',
    status: 422,
    detail: `Amount or account ending are not those of this payment. Check the invoice; ${triesLeft} of ${BLIND_ENTRY_TRIES} tries are left. If the invoice says so, deny.`,
    triesLeft,
    errors: [
      {
        path: 'blindEntry',
        code: 'BLIND_ENTRY_MISMATCH',
        detail: 'Not the amount and account ending of this payment.',
      },
    ],
  })
}

function locked(): CountersignError {
  return new CountersignError({
    code: 'BLIND_ENTRY_LOCKED',
    status: 403,
    detail:
      'Three tries did not match. Somebody else has to approve this, and the invoice needs a look: you can still deny it.',
    triesLeft: 0,
  })
}
