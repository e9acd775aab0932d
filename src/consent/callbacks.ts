import { admit } from '../domain/admit.ts'
import { assertStated, CALL_TRIES, statedMatches, type Expectation, type Stated } from '../domain/blind-entry.ts'
import { digestOf, type JsonObject } from '../domain/canonical-json.ts'
import { conflict, CountersignError, forbid, notFound, refuseField } from '../domain/errors.ts'
import { elapsedMs, type Instant } from '../domain/instant.ts'
import type { KeyState } from '../domain/person.ts'
import { isOpen } from '../domain/subject-states.ts'
import type { SubjectType } from '../domain/subject.ts'
import type { Contact } from '../directory/callback-contacts.ts'
import * as log from '../log/log.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Db, Executor, Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { countMismatchedCalls, insertCallback, readCallback, recordOutcome, type Callback } from './challenge-store.ts'
import { contactToCall, type CallbackRequirement } from './contact-to-call.ts'
import { evaluate } from './evaluate.ts'
import { kindOf } from './kind-of.ts'
import { findRequirement } from './present.ts'
import { readHead, readSubjectOf } from './store.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'

type NoContact = Extract<Awaited<ReturnType<typeof contactToCall>>, { code: string }>['code']

export interface CallbackRequest {
  readonly callerId: string
  readonly keyState: KeyState
  readonly requirementId: string
  /** A number somebody offered: only ever compared with what is on file. */
  readonly offeredNumber: string | null
}

export interface Worksheet {
  readonly callback: Callback
  readonly contact: Contact
  readonly subject: { readonly type: SubjectType; readonly id: string; readonly version: number }
  /** Whose contact it is. */
  readonly calleeName: string
  /** What the callee has to state. A change of account has no amount. */
  readonly ask: readonly ('amount' | 'accountLast4')[]
}

/** Assigns the call to the caller and says whom to ring: always a contact already on file, old enough, never one offered. */
export async function placeCallback(db: Db, kinds: SubjectKinds, request: CallbackRequest): Promise<Worksheet> {
  return transaction(db, async (tx) => {
    const { head, requirement } = await openCallback(
      tx,
      kinds,
      request.requirementId,
      request.callerId,
      request.keyState,
    )
    const now = await readNow(tx)
    const found = await contactToCall(tx, kinds, head, requirement, request.offeredNumber, now)
    if ('code' in found) throw noContact(requirement, request, found.code)
    const { contact } = found
    const expectation = kindOf(kinds, head.type).expectation(head.content)
    const callback: Callback = {
      id: newId('cbk'),
      subjectId: head.id,
      subjectVersion: head.version,
      requirementId: requirement.id,
      callerId: request.callerId,
      callee: requirement.callee,
      contactId: contact.id,
      contactVersion: contact.version,
      outcome: null,
      createdAt: now,
    }
    await insertCallback(tx, callback)
    await log.append(tx, {
      kind: 'callback.placed',
      fields: {
        callbackId: callback.id,
        requirementId: requirement.id,
        contactId: contact.id,
        callerId: request.callerId,
      },
    })
    const subject = { type: head.type, id: head.id, version: head.version }
    return { callback, contact, subject, calleeName: contact.calleeName, ask: askedFor(expectation) }
  })
}

function askedFor(expectation: Expectation | null): Worksheet['ask'] {
  if (expectation === null) return []
  return 'amount' in expectation ? ['amount', 'accountLast4'] : ['accountLast4']
}

export interface Outcome {
  readonly outcome: 'confirmed' | 'refused' | 'suspicious' | 'no_answer'
  /** What the callee said, not what the caller read out. */
  readonly stated: Stated | null
  readonly startedAt: Instant
  readonly endedAt: Instant
  readonly direction: 'outbound' | 'inbound'
  readonly notes: string | null
}

/** What a suspicious call sets off besides. The holds room implements it. */
export type OnSuspicion = (tx: Tx, head: SubjectHead, personId: string) => Promise<void>

/** Records what came of the call. It is not evidence: the caller signs it afterwards, with a key. */
export async function recordCallbackOutcome(
  db: Db,
  kinds: SubjectKinds,
  onSuspicion: OnSuspicion,
  request: {
    readonly callbackId: string
    readonly callerId: string
    readonly keyState: KeyState
    readonly outcome: Outcome
  },
): Promise<{ callback: Callback; statedMatched: boolean | null }> {
  const { outcome } = request
  if (outcome.direction === 'inbound') {
    throw refuseField(
      'direction',
      'INBOUND_CALL',
      'A call that came in proves nothing, whoever it was. Hang up and ring the contact on file.',
    )
  }
  return transaction(db, async (tx) => {
    const callback = await readCallback(tx, request.callbackId, 'update')
    if (callback === null || callback.callerId !== request.callerId) throw notFound('callback')
    if (callback.outcome !== null)
      throw conflict(
        'CALLBACK_RECORDED',
        'The outcome of this call is on record. Make another call if something changed.',
      )
    const now = await readNow(tx)
    assertTimes(outcome, callback, now)
    const { head } = await openCallback(tx, kinds, callback.requirementId, request.callerId, request.keyState)
    if (head.version !== callback.subjectVersion)
      throw conflict('VERSION_CHANGED', 'This was changed since the call. Call again about how it is now.')
    // One at a time: calls that are put on record side by side are not each other's first.
    await readHead(tx, head.id, 'update')
    const isStated = outcome.outcome === 'confirmed'
    if (isStated && (await countMismatchedCalls(tx, callback)) >= CALL_TRIES) throw calledTooOften()

    const statedMatched = isStated ? matches(kinds, head, outcome.stated) : null
    const recorded: JsonObject = {
      callbackId: callback.id,
      contactId: callback.contactId,
      contactVersion: String(callback.contactVersion),
      outcome: outcome.outcome,
      statedMatched,
      startedAt: outcome.startedAt,
      endedAt: outcome.endedAt,
      notesDigest: outcome.notes === null ? null : digestOf(outcome.notes),
    }
    if (!(await recordOutcome(tx, callback.id, recorded, now)))
      throw conflict('CALLBACK_RECORDED', 'The outcome of this call is on record.')
    await log.append(tx, {
      kind: 'callback.outcome',
      fields: { callbackId: callback.id, outcome: outcome.outcome, outcomeDigest: digestOf(recorded) },
    })
    if (outcome.outcome === 'suspicious') await onSuspicion(tx, head, request.callerId)
    return { callback: { ...callback, outcome: recorded }, statedMatched }
  })
}

async function openCallback(
  tx: Executor,
  kinds: SubjectKinds,
  requirementId: string,
  callerId: string,
  keyState: KeyState,
): Promise<{ head: SubjectHead; requirement: CallbackRequirement }> {
  const subjectId = await readSubjectOf(tx, requirementId)
  const head = subjectId === null ? null : await readHead(tx, subjectId)
  if (head === null) throw notFound('requirement')
  if (!isOpen(head.state)) throw conflict('STATE', `This is ${head.state}: no call is needed any more.`)
  const requirement = findRequirement(head, requirementId)
  if (requirement?.kind !== 'callback')
    throw refuseField('requirementIds', 'NOT_A_CALLBACK', 'This requirement is not answered by a call.')
  const { evidence, duties, standings } = await evaluate(tx, kinds, head, await readNow(tx), [callerId])
  const standing = standings.get(callerId)
  if (standing === undefined) throw notFound('requirement')
  const current = evidence.filter((one) => one.subject.version === head.version)
  admit({
    requirement,
    decision: 'confirm',
    standing,
    keyState,
    duties,
    evidence: current,
    asked: head.assessment.requirements,
  })
  return { head, requirement }
}

function noContact(requirement: CallbackRequirement, request: CallbackRequest, code: NoContact): CountersignError {
  if (code === 'CONTACT_TOO_NEW') {
    return new CountersignError({
      code,
      status: 422,
      detail: `Every contact on file is newer than ${requirement.contactMinAgeDays} days. Confirm in person, or wait until one is old enough.`,
    })
  }
  return new CountersignError({
    code,
    status: 422,
    detail:
      request.offeredNumber === null
        ? 'There is no phone contact on file to call. Put one on file first; it needs two people and time.'
        : 'This number is not on file, so it is not called, whoever gave it. Call the contact on file.',
  })
}

function assertTimes(outcome: Outcome, callback: Callback, now: Instant): void {
  if (outcome.outcome === 'no_answer') return
  const inOrder = outcome.startedAt < outcome.endedAt && elapsedMs(now, outcome.endedAt) <= 60_000
  if (!inOrder || elapsedMs(outcome.startedAt, callback.createdAt) > 60_000) {
    throw incomplete('startedAt', 'Say when the call began and ended: after the worksheet was opened, before now.')
  }
}

function matches(kinds: SubjectKinds, head: SubjectHead, stated: Stated | null): boolean {
  const expectation = kindOf(kinds, head.type).expectation(head.content)
  if (expectation === null) return true
  if (stated === null)
    throw incomplete('stated', 'Write down the amount and the account ending that the callee stated.')
  assertStated(stated, expectation, 'stated')
  return statedMatches(stated, expectation)
}

function calledTooOften(): CountersignError {
  return forbid(
    'CALLBACK_LOCKED',
    'Three times something else was stated than is to be paid. Somebody else has to call; you can still deny it, or say that something is wrong.',
  )
}

function incomplete(path: string, detail: string): CountersignError {
  return refuseField(path, 'CALLBACK_INCOMPLETE', detail)
}
