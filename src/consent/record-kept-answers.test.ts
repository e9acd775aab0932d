import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { letSettle, signUnheard, sweepKept } from '../../test/support/kept-answer.ts'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type Name,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import { signIn } from '../../test/support/people-calls.ts'
import { trustAnyKey } from '../../test/support/software-key.ts'
import type { Decision } from '../domain/evidence.ts'
import { raiseSilentAlarm } from '../holds/alarm.ts'
import { recordEvidence } from './record-evidence.ts'
import { recordKeptAnswers } from './record-kept-answers.ts'

describeWithPostgres('A signature that was kept and that Temporal did not take', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)
  afterAll(() => room.close())

  const subjectOf = ({ id }: OrderAnswer) => ({ type: 'order', id })
  const deny = (order: OrderAnswer) =>
    signUnheard(room, 'kim', subjectOf(order), null, 'deny', { reason: 'The invoice is forged' })
  const expire = (challengeId: string) =>
    sql`update challenges set expires_at = countersign_now() where id = ${challengeId}`.execute(room.owner)
  const workflowsOf = async (id: string) => {
    const { rows } = await sql`select id from outbox where kind = 'workflow' and subject_id = ${id}`.execute(room.owner)
    return rows.length
  }

  it('is recorded by itself, once it is no longer on its way, and its workflow is told', async () => {
    const order = await room.submit()
    const challengeId = await deny(order)
    expect(await sweepKept(room)).toEqual([])
    expect((await room.head(order.id)).state).toBe('awaiting_evidence')

    await letSettle(room, challengeId)
    const before = await workflowsOf(order.id)
    expect(await sweepKept(room)).toEqual([`recorded deny ${challengeId}`])
    expect((await room.head(order.id)).state).toBe('denied')
    expect(await workflowsOf(order.id)).toBe(before + 1)
    // Not as a new one's, which would be left alone where it runs.
    const { rows } = await sql`select payload from outbox where kind = 'workflow' and subject_id = ${order.id}`.execute(
      room.owner,
    )
    expect(rows).toContainEqual({ payload: {} })
    expect(await sweepKept(room)).toEqual([])
  })

  it('is not waited with when little is left of its five minutes', async () => {
    const order = await room.submit({ reference: 'late' })
    const challengeId = await deny(order)
    await sql`update challenges set expires_at = countersign_now() + interval '15 seconds' where id = ${challengeId}`.execute(
      room.owner,
    )
    // Here its statement says another time than its row, which the worker does not believe; it was asked, that is all.
    expect(await sweepKept(room)).toEqual([`refused deny ${challengeId}`])
  })

  it('counts for nothing after them, and is told of once', async () => {
    const order = await room.submit({ reference: 'too late' })
    const challengeId = await deny(order)
    await expire(challengeId)
    expect(await sweepKept(room)).toEqual([`lost deny ${challengeId}`])
    expect(await sweepKept(room)).toEqual([])
    expect((await room.head(order.id)).state).toBe('awaiting_evidence')
  })

  it('that the rules refuse is not recorded later, when they no longer would', async () => {
    const order = await room.submit({ reference: 'refused' })
    const approval = requirementOf(order, 'approval')
    const challengeId = await signUnheard(room, 'ben', subjectOf(order), approval, 'confirm', { blindEntry: INVOICE })
    await letSettle(room, challengeId)
    await sql`update people set state = 'left' where id = ${room.personId('ben')}`.execute(room.owner)
    expect(await sweepKept(room)).toEqual([`refused confirm ${challengeId}`])
    await sql`update people set state = 'active' where id = ${room.personId('ben')}`.execute(room.owner)
    expect(await sweepKept(room)).toEqual([])
    const { rows } = await sql`select id from evidence where challenge_id = ${challengeId}`.execute(room.owner)
    expect(rows).toEqual([])
  })

  it('is asked for again as long as the database does not answer', async () => {
    const order = await room.submit({ reference: 'again' })
    const challengeId = await deny(order)
    await letSettle(room, challengeId)
    const errors: unknown[] = []
    const ended = await recordKeptAnswers({
      db: room.worker,
      record: () => Promise.reject(new Error('Connection terminated')),
      onOutcome: () => {
        throw new Error('It has no outcome yet')
      },
      onError: (error) => errors.push(error),
    })
    expect([ended, errors.length]).toEqual([0, 1])
    expect(await sweepKept(room)).toEqual([`recorded deny ${challengeId}`])
  })

  it('and denies a change keeps that from taking effect, until it is recorded', async () => {
    const lifting = await proposeLifting()
    const denial = await signUnheard(room, 'kim', lifting.subject, null, 'deny', { reason: 'Not yet' })
    for (const name of ['ben', 'ivy'] as const)
      expect((await room.sign(name, lifting.subject, lifting.approval, 'confirm')).status).toBe(201)
    expect((await room.head(lifting.subject.id)).state).toBe('awaiting_evidence')
    await room.settle(lifting.subject.id)
    expect((await room.head(lifting.subject.id)).state).toBe('awaiting_evidence')

    await letSettle(room, denial)
    expect(await sweepKept(room)).toEqual([`recorded deny ${denial}`])
    expect((await room.head(lifting.subject.id)).state).toBe('denied')
  })

  it('and denies a change lets that go on when it came too late', async () => {
    const lifting = await proposeLifting()
    const denial = await signUnheard(room, 'kim', lifting.subject, null, 'deny', { reason: 'Not yet' })
    for (const name of ['ben', 'ivy'] as const)
      expect((await room.sign(name, lifting.subject, lifting.approval, 'confirm')).status).toBe(201)
    await expire(denial)
    await room.settle(lifting.subject.id)
    expect((await room.head(lifting.subject.id)).state).toBe('applied')
  })

  it('and denies is recorded although its key has signed in since', async () => {
    const order = await room.submit({ reference: 'signed in since' })
    const challengeId = await deny(order)
    await signIn(room.app, 'kim@example.com', keyOf('kim'))
    await letSettle(room, challengeId)
    expect(await sweepKept(room)).toContain(`recorded deny ${challengeId}`)
    expect((await room.head(order.id)).state).toBe('denied')
  })

  it('is no copy of another by the same key that is recorded at the same time', async () => {
    const orders = [await room.submit({ reference: 'at once' }), await room.submit({ reference: 'and too' })]
    const kept: string[] = []
    for (const order of orders) {
      const approval = requirementOf(order, 'approval')
      kept.push(await signUnheard(room, 'ben', subjectOf(order), approval, 'confirm', { blindEntry: INVOICE }))
    }
    const record = (id: string) => recordEvidence(room.worker, room.kinds, trustAnyKey(), raiseSilentAlarm, id)
    expect((await Promise.all(kept.toReversed().map(record))).map(({ status }) => status)).toEqual(['open', 'open'])
  })

  it('and denies is kept although its key has counted on, which its owner and the log are told', async () => {
    const order = await room.submit({ reference: 'counted on' })
    expect((await signLate('kim', order, null, 'deny')).status).toBe(201)
    expect((await room.head(order.id)).state).toBe('denied')
    const { rows } = await sql<{ told: boolean; logged: boolean }>`
      select exists (select from outbox where payload ->> 'template' = 'key-suspected'
               and payload -> 'personIds' ? ${room.personId('kim')}) as told,
             exists (select from log_entries where kind = 'key.suspected'
               and body::json ->> 'personId' = ${room.personId('kim')}) as logged`.execute(room.owner)
    expect(rows).toEqual([{ told: true, logged: true }])
  })

  it('and confirms is not kept when its key has counted on: it may be a copy that signed', async () => {
    const order = await room.submit({ reference: 'a copy' })
    const answer = await signLate('ben', order, requirementOf(order, 'approval'), 'confirm')
    expect(answer.body).toMatchObject({ code: 'COUNTER_REGRESSION', status: 409 })
    const { rows } = await sql`select from challenges where subject_id = ${order.id} and kept_at is not null`.execute(
      room.owner,
    )
    expect(rows).toEqual([])
  })

  function keyOf(name: Name) {
    const key = room.keys.get(name)
    if (key === undefined) throw new Error(`${name} has no key`)
    return key
  }

  /** Signed first, and handed in once the same key has signed in. */
  async function signLate(name: Name, order: OrderAnswer, requirementId: string | null, decision: Decision) {
    const signing = decision === 'deny' ? { reason: 'The invoice is forged' } : { blindEntry: INVOICE }
    const asked = await room.challenge(name, subjectOf(order), requirementId, decision, signing)
    const body = asked.body as { id: string; publicKey: PublicKeyCredentialRequestOptionsJSON }
    const credential = await room.touch(name, body.publicKey)
    const session = await signIn(room.app, `${name}@example.com`, keyOf(name))
    return session.post('/v1/evidence', { challengeId: body.id, credential })
  }

  async function proposeLifting() {
    const { id: target } = await room.submit({ reference: 'held' })
    const held = await room.session('dan').post('/v1/holds', { scope: 'order', target, reason: 'Odd' })
    if (held.status >= 300) throw new Error(held.text)
    const { id } = held.body as { id: string }
    const asked = await room.session('cfo').post(`/v1/holds/${id}/lift`, { reason: 'It was nothing' })
    if (asked.status >= 300) throw new Error(asked.text)
    const subject = { type: 'hold', id: (asked.body as { id: string }).id }
    const [approval] = (await room.head(subject.id)).assessment.requirements
    return { subject, approval: approval?.id ?? '' }
  }
})
