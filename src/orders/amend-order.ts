import { amendSubject } from '../consent/amend-subject.ts'
import { readHead } from '../consent/read-head.ts'
import type { SubjectHead, SubjectKinds } from '../consent/subject-kind.ts'
import { instructorOf } from '../domain/assess-order.ts'
import { conflict, CountersignError, notFound } from '../domain/errors.ts'
import { claimsLeftOut, type OrderContent } from '../domain/payment-order.ts'
import { isBeforeRelease } from '../domain/subject-states.ts'
import { isRoutingElement } from '../domain/vetted-account.ts'
import type { Caller } from '../people/caller.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { policyInForce } from '../risk/policy-in-force.ts'
import { assess } from './assess.ts'
import { lockLike } from './lock-like.ts'
import { checkInstructor } from './check-instructor.ts'
import { toContent, toObject } from './order-content.ts'
import { passOn } from './pass-on.ts'
import { readOrderBody } from './read-order-body.ts'
import type { AmendBody, OrderBody } from './schema.ts'
import { readOrder, updateOrder } from './store.ts'
import { submitterOf } from './submit-order.ts'

/** The submitter's own open order, locked, or 404. */
export async function lockOwnOrder(
  tx: Tx,
  caller: Caller,
  orderId: string,
): Promise<{ head: SubjectHead; order: NonNullable<Awaited<ReturnType<typeof readOrder>>> }> {
  const order = await readOrder(tx, orderId)
  const head = order === null ? null : await readHead(tx, orderId, 'update')
  if (order === null || head === null || order.submittedBy !== submitterOf(caller)) throw notFound('order')
  return { head, order }
}

export function assertVersion(head: SubjectHead, expected: number): void {
  if (head.version === expected) return
  throw new CountersignError({
    code: 'VERSION_CHANGED',
    status: 412,
    detail: `The order is at version ${head.version} by now. Read it again and repeat the change on that.`,
  })
}

/** A changed order is a new version: evidence void, requirements at least the earlier ones. */
export async function amendOrder(
  tx: Tx,
  kinds: SubjectKinds,
  timeScale: number,
  caller: Caller,
  orderId: string,
  expectedVersion: number,
  change: AmendBody,
): Promise<SubjectHead> {
  const { head, order } = await lockOwnOrder(tx, caller, orderId)
  assertVersion(head, expectedVersion)
  if (!isBeforeRelease(head.state))
    throw conflict('STATE', `This is ${head.state} and can no longer be changed. Submit a new order.`)

  const before = toContent(head.content)
  // Who is said to have asked was read when it was said; who has joined since changes nothing about that.
  const kept = change.instruction === undefined ? before.instruction : null
  const read = await readOrderBody(tx, caller, merged(before, change), kept)
  // Whoever asked before still asked; nobody is amended out of the people who may not approve.
  const requesters = [...new Set([...before.requesters, ...read.requesters])].sort()
  const content: OrderContent = {
    ...read,
    requesters,
    earlier: claimsLeftOut(before, read.instruction),
    externalId: before.externalId,
    supersedes: before.supersedes,
    attachments: before.attachments,
  }
  const namesInstructor = change.instruction !== undefined || isNewRequester(before, content)
  return amendContent(tx, kinds, timeScale, caller, { head, order, content, namesInstructor })
}

/** Shared with attachments: anything that changes the content is an amendment. */
export async function amendContent(
  tx: Tx,
  kinds: SubjectKinds,
  timeScale: number,
  caller: Caller,
  amended: {
    head: SubjectHead
    order: NonNullable<Awaited<ReturnType<typeof readOrder>>>
    content: OrderContent
    /** Who asked, or who submits it, is said anew: then it is whoever says so who can put it right. */
    namesInstructor: boolean
  },
): Promise<SubjectHead> {
  const { head, order, content } = amended
  const inForce = await policyInForce(tx)
  await lockLike(tx, content, inForce.policy)
  const now = await readNow(tx)
  const version = {
    orderId: head.id,
    version: head.version + 1,
    content,
    submittedBy: order.submittedBy,
    batchId: order.batchId,
    createdAt: order.createdAt,
    startedAt: now,
    askedBefore: [],
    contactedBy: [],
    escalated: false,
    inheritsFrom: [head.id],
  }
  const { assessment, index } = await assess(tx, version, inForce, timeScale, now)
  if (amended.namesInstructor) await checkInstructor(tx, content, assessment.requirements, now)
  const next = await amendSubject(
    tx,
    kinds,
    head,
    { content: toObject(content), createdBy: submitterOf(caller), assessment },
    now,
  )
  await updateOrder(tx, index, next.version)
  await passOn(tx, next, now)
  return next
}

function merged(before: OrderContent, change: AmendBody): OrderBody {
  const { payment } = before
  return {
    externalId: before.externalId,
    requestedBy: change.requestedBy ?? [...before.requesters],
    originatingAccount: change.originatingAccount ?? payment.originatingAccount,
    amount: change.amount ?? payment.amount,
    currency: change.currency ?? payment.currency,
    payee: change.payee ?? { name: payment.payee.name, account: { ...payment.payee.account } },
    executionDate: change.executionDate ?? payment.executionDate,
    reference: change.reference ?? payment.reference,
    elements: change.elements ?? keptElements(before, change),
    ...(change.instruction === undefined ? {} : { instruction: change.instruction }),
  }
}

/** An account on file brings the way to it along, when it comes and when it goes: what led to one leads to no other. */
function keptElements({ payment, accountId }: OrderContent, { payee }: AmendBody): Record<string, string> {
  const isOfOneOnFile = payee !== undefined && (accountId !== null || 'accountId' in payee)
  const stays = (path: string): boolean => !isOfOneOnFile || !isRoutingElement(path)
  return Object.fromEntries(Object.entries(payment.elements).filter(([path]) => stays(path)))
}

/** Whoever is said to have asked cannot confirm what they submit themselves. */
function isNewRequester(before: OrderContent, content: OrderContent): boolean {
  const instructor = instructorOf(content)
  return instructor !== null && content.requesters.includes(instructor) && !before.requesters.includes(instructor)
}
