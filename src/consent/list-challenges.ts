import type { Standing } from '../domain/person.ts'
import type { SubjectDuties } from '../domain/requirement.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { bytesToBase64url } from './base64url.ts'
import { isHiddenFor } from './blindness.ts'
import { readUnanswered, type EvidenceChallenge } from './challenge-store.ts'
import { evaluate } from './evaluate.ts'
import type { StoredEvidence } from './evidence-store.ts'
import { kindOf } from './kind-of.ts'
import type { ChallengesAnswer } from './schema.ts'
import { readHead } from './store.ts'
import type { SubjectHead, SubjectKind, SubjectKinds } from './subject-kind.ts'

/**
 * What this person has been handed to sign and has not signed, newest first: another display of theirs shows it, so
 * that a console which shows one payment and has another one signed is found out. Challenges that nothing can be done
 * with any more are left out; whatever else is open and not among them is owned up to as `more`.
 */
export async function listChallenges(db: Executor, kinds: SubjectKinds, personId: string): Promise<ChallengesAnswer> {
  const unanswered = await readUnanswered(db, personId, await readNow(db))
  const items: ChallengesAnswer['items'] = []
  let { more } = unanswered
  for (const challenge of unanswered.challenges) {
    const head = await readHead(db, challenge.subjectId)
    if (head === null) continue
    const { evidence, duties, standings } = await evaluate(db, kinds, head, await readNow(db), [personId])
    const standing = standings.get(personId)
    if (hasSigned(evidence, challenge)) continue
    if (standing === undefined || !(await mayRead(db, kindOf(kinds, head.type), head, standing, duties, challenge))) {
      more = true
      continue
    }
    const { id, requirementId, decision, createdAt, expiresAt } = challenge
    const statement = bytesToBase64url(challenge.statement)
    items.push({
      id,
      subject: { type: head.type, id: head.id },
      requirementId,
      decision,
      statement,
      createdAt,
      expiresAt,
    })
  }
  return { items, more }
}

/** Blind entry asks for a challenge only to compare. Once the person has signed, it adds nothing: people are counted. */
function hasSigned(evidence: readonly StoredEvidence[], challenge: EvidenceChallenge): boolean {
  return evidence.some(
    (one) =>
      one.voidedBy === null &&
      one.subject.version === challenge.subjectVersion &&
      one.personId === challenge.personId &&
      one.requirementId === challenge.requirementId &&
      one.decision === challenge.decision,
  )
}

/**
 * A statement with amount and account exists only after both were typed. The rule is asked all the same: it may have
 * come to apply since, to somebody who has joined the group. What was made blind stays readable.
 */
async function mayRead(
  db: Executor,
  kind: SubjectKind,
  head: SubjectHead,
  standing: Standing,
  duties: SubjectDuties,
  { statement }: EvidenceChallenge,
): Promise<boolean> {
  return isMadeBlind(statement) || !(await isHiddenFor(db, kind, head, standing, duties))
}

/** `createChallenge` leaves the subject's digest out together with amount and account. */
function isMadeBlind(statement: Uint8Array): boolean {
  const { subject } = JSON.parse(new TextDecoder().decode(statement)) as { subject: { digest: string } }
  return subject.digest === ''
}
