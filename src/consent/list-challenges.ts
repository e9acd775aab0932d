import { isOpen } from '../domain/subject-states.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { bytesToBase64url } from './base64url.ts'
import { isHiddenFor } from './blindness.ts'
import { readUnanswered, type EvidenceChallenge } from './challenge-store.ts'
import { evaluate } from './evaluate.ts'
import { kindOf } from './kind-of.ts'
import type { ChallengesAnswer } from './schema.ts'
import { readHead } from './store.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'

/**
 * What this person has been handed to sign and has not signed, newest first: another display of theirs shows it, so
 * that a console which shows one payment and has another one signed is found out. Challenges of an earlier version are
 * left out, since nothing can be done with them any more.
 */
export async function listChallenges(
  db: Executor,
  kinds: SubjectKinds,
  personId: string,
): Promise<ChallengesAnswer['items']> {
  const challenges = await readUnanswered(db, personId, await readNow(db))
  const shown: ChallengesAnswer['items'] = []
  for (const challenge of challenges) {
    const head = await readHead(db, challenge.subjectId)
    if (head === null || !isAnswerable(head, challenge)) continue
    if (!(await mayRead(db, kinds, head, challenge))) continue
    const { id, requirementId, decision, createdAt, expiresAt } = challenge
    const statement = bytesToBase64url(challenge.statement)
    shown.push({
      id,
      subject: { type: head.type, id: head.id },
      requirementId,
      decision,
      statement,
      createdAt,
      expiresAt,
    })
  }
  return shown
}

function isAnswerable(head: SubjectHead, { subjectVersion, decision }: EvidenceChallenge): boolean {
  if (head.version !== subjectVersion) return false
  return isOpen(head.state) || (head.state === 'approved' && decision === 'deny')
}

/**
 * A statement with amount and account exists only after both were typed. The rule is asked all the same: it may have
 * come to apply since, to somebody who has joined the group. What was made blind stays readable.
 */
async function mayRead(
  db: Executor,
  kinds: SubjectKinds,
  head: SubjectHead,
  { personId, statement }: EvidenceChallenge,
): Promise<boolean> {
  const { duties, standings } = await evaluate(db, kinds, head, await readNow(db), [personId])
  const standing = standings.get(personId)
  if (standing === undefined) return false
  return isMadeBlind(statement) || !(await isHiddenFor(db, kindOf(kinds, head.type), head, standing, duties))
}

/** `createChallenge` leaves the subject's digest out together with amount and account. */
function isMadeBlind(statement: Uint8Array): boolean {
  const { subject } = JSON.parse(new TextDecoder().decode(statement)) as { subject: { digest: string } }
  return subject.digest === ''
}
