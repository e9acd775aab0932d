import { admitEscalation } from '../domain/admit-escalation.ts'
import { conflict, notFound } from '../domain/errors.ts'
import type { KeyState } from '../domain/person.ts'
import type { Resolution } from '../domain/resolve.ts'
import { isBeforeRelease } from '../domain/subject-states.ts'
import type { SubjectType } from '../domain/subject.ts'
import { noteText } from '../domain/text.ts'
import { now as readNow } from '../platform/clock.ts'
import * as outbox from '../platform/outbox.ts'
import type { Db } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { contactedBySigners } from './contacted-by.ts'
import { evaluate } from './evaluate.ts'
import { readEvidence } from './evidence-store.ts'
import { markEscalated } from './mark-escalated.ts'
import { reassess } from './reassess.ts'
import { readHead } from './store.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'
import { transition } from './transition.ts'

export interface EscalationRequest {
  readonly subject: { readonly type: SubjectType; readonly id: string }
  readonly personId: string
  readonly keyState: KeyState
  readonly reason: string
}

const REASON_LENGTH = 1000

/**
 * Calls for a second look: nothing is taken away, a review is asked for as well. The assessment carries it, so the
 * signer and the offline verifier ask for the review too. What was approved and is not released waits again.
 * Asked twice, answered twice: the second time nothing is left to do. Where a reviewer has looked already nobody would be
 * asked anything, and whoever escalates would believe it stopped: that is refused.
 */
export async function escalateSubject(db: Db, kinds: SubjectKinds, request: EscalationRequest): Promise<SubjectHead> {
  const reason = noteText(request.reason, 'reason', REASON_LENGTH)
  return transaction(db, async (tx) => {
    const head = await readHead(tx, request.subject.id, 'update')
    if (head === null || head.type !== request.subject.type) throw notFound('subject')
    const now = await readNow(tx)
    const evidence = await readEvidence(tx, [head.id])
    const { duties, standings, resolution: before } = await evaluate(tx, kinds, head, now, [request.personId])
    const standing = standings.get(request.personId)
    if (standing === undefined) throw notFound('subject')
    admitEscalation({ standing, keyState: request.keyState, duties, requirements: head.assessment.requirements })
    if (head.type !== 'order') throw onlyOrders()
    if (!isBeforeRelease(head.state)) throw conflict('STATE', `This is ${head.state}: nobody decides on it any more.`)
    if (head.escalatedAt !== null) {
      if (!awaitsReview(head, before)) throw reviewed()
      return head
    }

    const escalated = await markEscalated(tx, kinds, head, { by: request.personId, reason }, now)
    const assessed = await reassess(tx, kinds, escalated, contactedBySigners(head, evidence), now)
    const { resolution } = await evaluate(tx, kinds, assessed, assessed.approvedAt ?? now)
    if (!awaitsReview(assessed, resolution)) throw reviewed()
    if (assessed.state !== 'approved') return assessed
    const waiting = await transition(tx, kinds, assessed, 'awaiting_evidence', now)
    await outbox.add(tx, { kind: 'workflow', subjectType: head.type, subjectId: head.id })
    return waiting
  })
}

function awaitsReview({ assessment }: SubjectHead, { requirements }: Resolution): boolean {
  const reviews = new Set(assessment.requirements.flatMap((one) => (one.kind === 'review' ? one.id : [])))
  return requirements.some((one) => reviews.has(one.requirementId) && one.status === 'waiting')
}

function reviewed() {
  return conflict(
    'REVIEWED',
    'A reviewer has looked at this already, so escalating it would stop nothing. Deny it, or place a hold and tell them why.',
  )
}

/** What a change asks for follows from its content alone, which is signed; there is no fact that could add to it. */
function onlyOrders() {
  return conflict(
    'ESCALATION_ORDERS_ONLY',
    'Only payment orders are escalated. A change that looks wrong is denied, and can be proposed again.',
  )
}
