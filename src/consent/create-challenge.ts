import { randomBytes } from 'node:crypto'
import { admit } from '../domain/admit.ts'
import { bytesToBase64url } from './base64url.ts'
import type { Stated } from '../domain/blind-entry.ts'
import { sha256Hex } from '../domain/canonical-json.ts'
import { conflict, CountersignError, notFound } from '../domain/errors.ts'
import type { ContactedBy, Decision } from '../domain/evidence.ts'
import { plus } from '../domain/instant.ts'
import type { KeyState } from '../domain/person.ts'
import { challengeOf, STATEMENT_LIFETIME_MS, statementBytes, type Statement } from '../domain/statement.ts'
import { isOpen } from '../domain/subject-states.ts'
import type { SubjectType } from '../domain/subject.ts'
import { noteText } from '../domain/text.ts'
import * as log from '../log/log.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Db } from '../platform/postgres/database.ts'
import { onOneConnection } from '../platform/postgres/at-once.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { blindRequirement, enterBlind, mustBeTyped } from './blindness.ts'
import { countUnanswered, insertChallenge } from './challenge-store.ts'
import { evaluate } from './evaluate.ts'
import { kindOf } from './kind-of.ts'
import { findRequirement, presentationOf } from './present.ts'
import { readHead } from './store.ts'
import type { SubjectKinds } from './subject-kind.ts'
import { completedCallback } from './completed-callback.ts'

export interface ChallengeRequest {
  readonly personId: string
  /** State of the key of the session in which this is asked. */
  readonly keyState: KeyState
  readonly subject: { readonly type: SubjectType; readonly id: string }
  readonly requirementId: string | null
  readonly decision: Decision
  readonly contactedBy: ContactedBy
  readonly blindEntry: Stated | null
  readonly reason: string | null
}

export interface ChallengeToSign {
  readonly id: string
  readonly statement: Uint8Array
  readonly digest: string
  readonly challenge: Uint8Array
}

const REASON_LENGTH = 2000

/** Unanswered challenges of one person on one subject in ten minutes: beyond, somebody is being worn down. */
const PROMPTS = { most: 10, windowMs: 10 * 60_000 }

/**
 * Makes the exact bytes this person would sign, after every rule that could refuse them: whoever gets a challenge may
 * answer it, as far as can be known now.
 */
export async function createChallenge(
  db: Db,
  kinds: SubjectKinds,
  rpId: string,
  request: ChallengeRequest,
): Promise<ChallengeToSign> {
  // Signed, and read by whoever looks at the evidence later: with nothing in it that they would not see.
  if (request.reason !== null) noteText(request.reason, 'reason', REASON_LENGTH)
  const [head, at] = await onOneConnection(db, (one) => Promise.all([readHead(one, request.subject.id), readNow(one)]))
  if (head === null || head.type !== request.subject.type) throw notFound('subject')
  const mayStillDeny = head.state === 'approved' && request.decision === 'deny'
  if (!isOpen(head.state) && !mayStillDeny)
    throw conflict('STATE', `This is ${head.state}: nothing can be signed for it any more.`)

  const kind = kindOf(kinds, head.type)
  const requirement = findRequirement(head, request.requirementId)
  // Counted apart: whoever is being worn down to confirm can still put an end to it.
  const prompted = { subjectId: head.id, personId: request.personId, isDenial: request.decision === 'deny' }
  const [{ evidence, duties, standings, resolution }, unanswered] = await onOneConnection(db, (one) =>
    Promise.all([
      evaluate(one, kinds, head, at, [request.personId]),
      countUnanswered(one, prompted, plus(at, -PROMPTS.windowMs)),
    ]),
  )
  const standing = standings.get(request.personId)
  if (standing === undefined) throw notFound('subject')
  // What was approved in time does not expire: it may still be released, and so it may still be denied.
  if (resolution.status === 'expired' && !mayStillDeny)
    throw conflict('STATE', 'This has expired. Submit it again if it is still wanted.')
  const current = evidence.filter((one) => one.subject.version === head.version && one.voidedBy === null)
  admit({
    requirement,
    decision: request.decision,
    standing,
    keyState: request.keyState,
    duties,
    evidence: current,
    asked: head.assessment.requirements,
  })
  const answered = current.some(
    (one) =>
      one.personId === request.personId &&
      one.requirementId === request.requirementId &&
      one.decision === request.decision,
  )
  if (answered && request.decision !== 'deny')
    throw conflict('ALREADY_SIGNED', 'You have signed this already. One person counts once.')

  if (request.decision === 'deny' && (request.reason === null || request.reason.trim() === '')) throw reasonRequired()
  if (requirement?.kind === 'review' && (request.reason === null || request.reason.trim() === ''))
    throw reasonRequired()

  const isAffirmative = request.decision !== 'deny' && requirement !== null
  const blindEntry = isAffirmative && mustBeTyped(requirement, kind, head)
  // What is signed is read as well: nobody gets the statement, whatever it is for, who has yet to type what is in it.
  const unseen = await blindRequirement(db, head, standing, duties)
  const typedFor = blindEntry ? requirement : unseen
  if (isAffirmative && typedFor !== null)
    await enterBlind(db, kind, head, typedFor.id, request.personId, request.blindEntry)
  const blind = !isAffirmative && unseen !== null
  const content = blind ? kind.blindContent(head.content) : head.content
  const callback =
    isAffirmative && requirement.kind === 'callback'
      ? await completedCallback(db, { kind, head, requirement, callerId: request.personId, now: at })
      : null

  if (unanswered >= PROMPTS.most) throw tooManyPrompts()

  const expiresAt = plus(at, STATEMENT_LIFETIME_MS)
  const statement: Statement = {
    ...presentationOf({
      rpId,
      head,
      requirement,
      decision: request.decision,
      personId: request.personId,
      content,
      blind,
      callback,
    }),
    contactedBy: request.contactedBy,
    blindEntry,
    reason: request.reason,
    nonce: bytesToBase64url(randomBytes(32)),
    expiresAt,
  }
  const bytes = statementBytes(statement)
  const challenge = challengeOf(bytes)
  const id = newId('chl')
  await transaction(db, async (tx) => {
    const inserting = insertChallenge(tx, {
      id,
      subjectId: head.id,
      subjectVersion: head.version,
      requirementId: requirement?.id ?? null,
      personId: request.personId,
      decision: request.decision,
      contactedBy: request.contactedBy,
      blindEntry,
      reason: request.reason,
      callbackId: callback?.id ?? null,
      statement: bytes,
      challenge,
      createdAt: at,
      expiresAt,
    })
    const logging = log.append(tx, {
      kind: 'challenge.created',
      at,
      fields: { challengeId: id, personId: request.personId, statementDigest: sha256Hex(bytes) },
    })
    await Promise.all([inserting, logging])
  })
  return { id, statement: bytes, digest: sha256Hex(bytes), challenge }
}

function reasonRequired(): CountersignError {
  return new CountersignError({
    code: 'REASON_REQUIRED',
    status: 422,
    detail: 'Write down why: it is part of what you sign.',
    errors: [{ path: 'reason', code: 'REASON_REQUIRED', detail: 'Required for this decision.' }],
  })
}

function tooManyPrompts(): CountersignError {
  return new CountersignError({
    code: 'TOO_MANY_CHALLENGES',
    status: 429,
    detail:
      'You were asked to sign this many times in a few minutes. If that was not you, report it; else wait ten minutes.',
    retryAfterSeconds: PROMPTS.windowMs / 1000,
  })
}
