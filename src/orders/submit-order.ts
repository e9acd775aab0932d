import { openSubject } from '../consent/open-subject.ts'
import { withdraw } from '../consent/withdraw-subject.ts'
import type { SubjectHead, SubjectKinds } from '../consent/subject-kind.ts'
import { readHead } from '../consent/read-head.ts'
import { refuseField, type CountersignError } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import { isBeforeRelease } from '../domain/subject-states.ts'
import type { Caller } from '../people/caller.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { policyInForce } from '../risk/policy-in-force.ts'
import { assess } from './assess.ts'
import { checkInstructor } from './check-instructor.ts'
import { lockLike } from './lock-like.ts'
import { toObject } from './order-content.ts'
import { passOn } from './pass-on.ts'
import { readOrderBody } from './read-order-body.ts'
import type { OrderBody } from './schema.ts'
import { insertOrder, readExternalIdUse, readOrder } from './store.ts'

export interface Submission {
  readonly caller: Caller
  readonly body: OrderBody
  /** Of a batch that has taken `lockAll`; null for an order by itself. */
  readonly batchId: string | null
}

/** One order, in the caller's transaction: parsed, assessed, on record with everything it asks for. */
export async function submitOrder(
  tx: Tx,
  kinds: SubjectKinds,
  timeScale: number,
  submission: Submission,
): Promise<SubjectHead> {
  const { caller, body, batchId } = submission
  const [content, inForce] = await Promise.all([readOrderBody(tx, caller, body), policyInForce(tx)])
  const locking = batchId === null ? lockLike(tx, content, inForce.policy) : undefined
  const [, now] = await Promise.all([locking, readNow(tx)])
  const superseded = await supersede(tx, kinds, caller, body, now)
  const orderId = newId('ord')
  const submittedBy = submitterOf(caller)
  const version = {
    orderId,
    version: 1,
    content,
    submittedBy,
    batchId,
    createdAt: now,
    startedAt: now,
    askedBefore: [],
    contactedBy: [],
    escalated: false,
    inheritsFrom: superseded === null ? [] : [superseded],
  }
  const [usedBy, { assessment, index }] = await Promise.all([
    readExternalIdUse(tx, content.clientId, content.externalId),
    assess(tx, version, inForce, timeScale, now),
  ])
  if (usedBy === 'live') throw externalIdInUse()
  if (usedBy === 'failed') throw externalIdReleased()
  await checkInstructor(tx, content, assessment.requirements, now)

  const opening = openSubject(tx, kinds, {
    type: 'order',
    id: orderId,
    content: toObject(content),
    createdBy: submittedBy,
    assessment,
    startedAt: now,
  })
  const [head, isNew] = await Promise.all([opening, insertOrder(tx, index)])
  if (!isNew) throw externalIdInUse()
  await passOn(tx, head, now)
  return head
}

export function submitterOf(caller: Caller): string {
  return caller.kind === 'client' ? `client:${caller.clientId}` : caller.personId
}

/** A correction takes the earlier order's place: it is cancelled in the same transaction, and its checks carry over. */
async function supersede(
  tx: Tx,
  kinds: SubjectKinds,
  caller: Caller,
  body: OrderBody,
  now: Instant,
): Promise<string | null> {
  if (body.supersedes === undefined || body.supersedes === null) return null
  const order = await readOrder(tx, body.supersedes)
  if (order === null || order.submittedBy !== submitterOf(caller)) {
    throw refuseField('supersedes', 'SUPERSEDES_UNKNOWN', 'Name one of your own earlier orders, by its id.')
  }
  const head = await readHead(tx, order.id, 'update')
  if (head !== null && isBeforeRelease(head.state)) {
    await withdraw(tx, kinds, head, { by: submitterOf(caller), reason: null }, now)
  } else if (head === null || ['released', 'executed', 'returned'].includes(head.state)) {
    throw refuseField(
      'supersedes',
      'SUPERSEDES_RELEASED',
      'That order was released already. Settle it with the bank, and submit a new order.',
    )
  }
  return order.id
}

function externalIdInUse(): CountersignError {
  return refuseField(
    'externalId',
    'EXTERNAL_ID_IN_USE',
    'You have a live order with this externalId. To correct it, amend it, or name it in supersedes; one that was released keeps its externalId.',
  )
}

/** The ERP has bound its payment of this id to the other order's release, and pays it on no other. */
function externalIdReleased(): CountersignError {
  return refuseField(
    'externalId',
    'EXTERNAL_ID_RELEASED',
    'An order with this externalId was released before and reported as failed. If the bank says that it was not paid, book it under a new one, such as INV-4712-2 after INV-4712, and name the earlier order in supersedes.',
  )
}
