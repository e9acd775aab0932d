import type { ConsentStanding } from '../../workflows/contract.ts'
import { admit } from '../domain/admit.ts'
import { sha256Hex } from '../domain/canonical-json.ts'
import { conflict, CountersignError, notFound } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import type { Requirement } from '../domain/requirement.ts'
import { DURESS } from '../domain/statement.ts'
import { isOpen } from '../domain/subject-states.ts'
import * as log from '../log/log.ts'
import { readAssertion } from '../people/credential-schema.ts'
import { malformedCredential } from '../people/keys/refusals.ts'
import type { KeyTrust } from '../people/keys/trust.ts'
import type { VerifiedAssertion } from '../people/keys/verify-assertion.ts'
import { signingKey, type SigningKey } from '../people/signing-key.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Db, Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { consumeChallenge, readChallenge, type StoredChallenge } from './challenge-store.ts'
import { assertStatement } from './check-statement.ts'
import { contactedBySigners } from './contacted-by.ts'
import { readGrounds } from './evaluate.ts'
import { announce } from './events.ts'
import { kindOf } from './kind-of.ts'
import { holdSignersStill } from './hold-still.ts'
import { giveUpAnswer } from './kept-answer-store.ts'
import { findRequirement } from './present.ts'
import { reassess } from './reassess.ts'
import { settleOn, settleSubject } from './settle-subject.ts'
import { insertEvidence, readEvidence, type StoredEvidence } from './evidence-store.ts'
import { readHead } from './store.ts'
import { verifyForChallenge } from './submit-evidence.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'

/** What a denial under threat sets off besides: a hold and an alert. The holds room implements it. */
export type OnDuress = (tx: Tx, head: SubjectHead, personId: string) => Promise<void>

/**
 * Records it, or throws what the rules say against it. Whoever was refused is not recorded later, when circumstances
 * have changed and they count on its being refused: nobody asks for it again by themselves.
 */
export async function recordEvidence(
  db: Db,
  kinds: SubjectKinds,
  trust: KeyTrust,
  onDuress: OnDuress,
  challengeId: string,
): Promise<ConsentStanding> {
  try {
    return await recordAnswer(db, kinds, trust, onDuress, challengeId)
  } catch (error) {
    if (error instanceof CountersignError && error.status < 500) await giveUpAnswer(db, challengeId)
    throw error
  }
}

/**
 * The worker's half, one transaction: challenge locked, unconsumed, unexpired, for this person; key theirs and active;
 * signature over exactly these bytes; the rules again; consume; store the raw bytes; log; resolve. Idempotent by
 * challenge id: what has been recorded once is only read back.
 */
async function recordAnswer(
  db: Db,
  kinds: SubjectKinds,
  trust: KeyTrust,
  onDuress: OnDuress,
  challengeId: string,
): Promise<ConsentStanding> {
  const recorded = await transaction(db, async (tx) => {
    const challenge = await readChallenge(tx, challengeId, 'update')
    if (challenge === null || challenge.credential === null) throw notFound('challenge')
    // A retry of an attempt that was committed but not reported: the same answer, not a second signature.
    if (challenge.consumedAt !== null) return { subjectId: challenge.subjectId, standing: null }

    const credential = readAssertion(challenge.credential)
    if (credential === null) throw malformedCredential('What was kept of this answer is no signature. Sign again.')

    // Locks are taken in this order, whoever takes them.
    const [head, answering, given] = await Promise.all([
      readHead(tx, challenge.subjectId, 'update'),
      signingKey(tx, credential.id, 'share'),
      readEvidence(tx, [challenge.subjectId]),
    ])
    if (head === null) throw notFound('subject')
    if (head.version !== challenge.subjectVersion)
      throw conflict(
        'VERSION_CHANGED',
        'This was changed after you were asked. Read it again; what you signed no longer counts.',
      )
    const mayStillDeny = head.state === 'approved' && challenge.decision === 'deny'
    if (!isOpen(head.state) && !mayStillDeny)
      throw conflict('STATE', `This is ${head.state}: nothing can be signed for it any more.`)

    const { key, verified } = await verifyForChallenge(trust, challenge, credential, answering)
    const requirement = findRequirement(head, challenge.requirementId)
    await assertStatement(tx, trust.rpId, kindOf(kinds, head.type), head, requirement, challenge)
    // Whoever had to wait for another signature accepts this one after it, by the record's time as well as by the log.
    const [held, now] = await Promise.all([holdSignersStill(tx, given, [challenge.personId]), readNow(tx)])
    if (challenge.expiresAt <= now)
      throw conflict('CHALLENGE_EXPIRED', 'This challenge has expired. Ask for a new one and sign that.')
    const before = await readGrounds(tx, kinds, head, now, [challenge.personId], held)
    const standing = before.standings.get(challenge.personId)
    if (standing === undefined) throw notFound('person')
    const current = before.evidence.filter((one) => one.subject.version === head.version && one.voidedBy === null)
    admit({
      requirement,
      decision: challenge.decision,
      standing,
      keyState: key.state,
      duties: before.duties,
      evidence: current,
      asked: head.assessment.requirements,
    })

    const { evidence, entry } = acceptedEvidence({ head, challenge, requirement, key, verified, now })
    const [consumed] = await Promise.all([
      consumeChallenge(tx, challenge.id, now),
      log.write(tx, entry),
      insertEvidence(tx, evidence, challenge.id),
      announce(tx, kindOf(kinds, head.type), head, 'evidence_added', head.state),
    ])
    if (!consumed)
      throw conflict('CHALLENGE_CONSUMED', 'This challenge has been answered. Ask for a new one to sign again.')
    if (challenge.decision === 'deny' && challenge.reason?.trim().toLowerCase() === DURESS)
      await onDuress(tx, head, challenge.personId)

    const heldNow = { ...held, evidence: [...held.evidence, evidence] }
    const contactedBy = contactedBySigners(head, heldNow.evidence)
    if (contactedBy.length === 0 || !isOpen(head.state)) {
      const grounds = { ...before, evidence: [...before.evidence, evidence] }
      return { subjectId: head.id, standing: await settleOn(tx, kinds, head, grounds, now) }
    }
    // Anything but `none` is a signal of its own: the order is assessed again, and what it then needs is needed. That
    // may have had to wait for another order: what was read before is read anew.
    const assessed = await reassess(tx, kinds, head, contactedBy, now)
    const grounds = await readGrounds(tx, kinds, assessed, now, [], heldNow)
    return { subjectId: head.id, standing: await settleOn(tx, kinds, assessed, grounds, now) }
  })
  return recorded.standing ?? settleSubject(db, kinds, recorded.subjectId)
}

interface Accepted {
  readonly head: SubjectHead
  readonly challenge: StoredChallenge
  readonly requirement: Requirement | null
  readonly key: SigningKey
  readonly verified: VerifiedAssertion
  readonly now: Instant
}

/** What is kept of a signature, with the raw bytes that anyone can verify again, and what the log says of it. */
function acceptedEvidence({ head, challenge, requirement, key, verified, now }: Accepted) {
  const { requirementId, decision, personId, contactedBy, statement } = challenge
  const { clientDataJSON, authenticatorData, signature } = verified
  const id = newId('evd')
  const statementDigest = sha256Hex(statement)
  const subject = { type: head.type, id: head.id, version: head.version, digest: head.digest }
  const entry = log.entryOf({
    kind: 'evidence.accepted',
    at: now,
    fields: {
      evidenceId: id,
      challengeId: challenge.id,
      subject: { ...subject, version: String(subject.version) },
      requirementId,
      decision,
      personId,
      keyId: key.keyId,
      contactedBy,
      acceptedAt: now,
      statementDigest,
      signatureDigest: sha256Hex(new TextEncoder().encode(`${clientDataJSON}.${authenticatorData}.${signature}`)),
    },
  })
  const evidence: StoredEvidence = {
    id,
    subject,
    requirementId,
    kind: requirement?.kind ?? null,
    decision,
    personId,
    acceptedAt: now,
    voidedBy: null,
    keyId: key.keyId,
    credentialId: key.credentialId,
    forPersonId: null,
    contactedBy,
    statement,
    statementDigest,
    clientDataJSON,
    authenticatorData,
    signature,
    entryId: entry.entryId,
  }
  return { evidence, entry }
}
