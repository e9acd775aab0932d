import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import { SubjectView } from './schema.ts'

/** Small, by the ERP, to a payee on file: policy asks for one approval, and for no review. */
const ROUTINE = { amount: '900.00', instruction: { channel: 'erp' } }
const ROUTINE_INVOICE = { ...INVOICE, amount: '900.00' }

describeWithPostgres('escalating an order', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    room = await openPaymentRoom()
  })
  afterAll(() => room.close())

  let number = 0
  const submitRoutine = () => room.submit({ ...ROUTINE, reference: `R${(number += 1)}`, amount: ROUTINE.amount })
  const subjectOf = (order: { id: string }) => ({ type: 'order', id: order.id })
  const escalate = (name: Parameters<PaymentRoom['session']>[0], order: { id: string }, reason = 'The voice was odd') =>
    room.session(name).post(`/v1/subjects/order/${order.id}/escalate`, { reason })
  const readOrder = async (id: string) => (await room.erp('get', `/v1/payment-orders/${id}`)).body as OrderAnswer

  it('adds a review, tells reviewers, and takes nothing away', async () => {
    const order = await submitRoutine()
    expect(order.requirements.map((one) => one.kind)).toEqual(['approval'])
    const response = await escalate('ben', order)
    expect(response.status).toBe(200)
    const view = SubjectView.parse(response.body)
    expect(view.requirements.map((one) => one.kind).sort()).toEqual(['approval', 'review'])
    expect(view.requirements.map((one) => one.id)).toContain(requirementOf(order, 'approval'))
    const seenByEve = SubjectView.parse((await room.session('eve').get(`/v1/subjects/order/${order.id}`)).body)
    expect(seenByEve.escalation).toMatchObject({ by: room.personId('ben'), reason: 'The voice was odd' })
    expect(seenByEve.timeline).toContainEqual(expect.objectContaining({ kind: 'escalated', by: room.personId('ben') }))
    const { rows: entries } = await sql<{ body: string }>`
      select body from log_entries where kind = 'subject.escalated' and body like ${`%${order.id}%`}`.execute(
      room.owner,
    )
    expect(entries).toHaveLength(1)
    expect(entries[0]?.body).not.toContain('voice')
    const { rows: events } = await sql<{ type: string }>`
      select payload ->> 'type' as type from outbox where subject_id = ${order.id} and kind = 'event'`.execute(
      room.owner,
    )
    expect(events.map((one) => one.type)).toContain('payment_order.escalated')
  })

  it('is answered the same the second time, and leaves one entry', async () => {
    const order = await submitRoutine()
    const first = await escalate('ben', order)
    const second = await escalate('ivy', order, 'Odd to me too')
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.body.escalation).toMatchObject({ by: room.personId('ben') })
    const { rows } =
      await sql`select from log_entries where kind = 'subject.escalated' and body like ${`%${order.id}%`}`.execute(
        room.owner,
      )
    expect(rows).toHaveLength(1)
  })

  it('holds up what was approved already, and is released with the review, by the signer itself', async () => {
    const order = await submitRoutine()
    const signed = await room.sign('ben', subjectOf(order), requirementOf(order, 'approval'), 'confirm', {
      blindEntry: ROUTINE_INVOICE,
    })
    expect(signed.status).toBe(201)
    expect((await readOrder(order.id)).state).toBe('approved')
    await room.checkpoint()
    expect((await escalate('ivy', order)).status).toBe(200)
    await room.settle(order.id)
    const waiting = await readOrder(order.id)
    expect(waiting.state).toBe('awaiting_evidence')
    expect(waiting.requirements.find((one) => one.kind === 'approval')?.status).toBe('satisfied')
    await room.checkpoint()
    await expect(room.release(order.id)).rejects.toThrow()

    const reviewed = await room.sign('eve', subjectOf(order), requirementOf(waiting, 'review'), 'continue', {
      reason: 'Rang them',
    })
    expect(reviewed.status).toBe(201)
    await room.checkpoint()
    expect((await room.release(order.id)).token).toBeDefined()
  })

  it('cannot be undone in the database: the signer finds what the record says no more', async () => {
    const order = await submitRoutine()
    expect((await escalate('ivy', order)).status).toBe(200)
    const escalated = await readOrder(order.id)
    await room.sign('ben', subjectOf(order), requirementOf(order, 'approval'), 'confirm', {
      blindEntry: ROUTINE_INVOICE,
    })
    // Somebody with the database takes the second assessment away, and has the worker approve.
    await sql`update subjects set revision = 1, escalated_at = null where id = ${order.id}`.execute(room.owner)
    await sql`delete from assessments where subject_id = ${order.id} and revision > 1`.execute(room.owner)
    await room.settle(order.id)
    expect((await readOrder(order.id)).state).toBe('approved')
    await room.checkpoint()
    await expect(room.release(order.id)).rejects.toThrow('EVIDENCE_REFUSED')
    expect(escalated.requirements.map((one) => one.kind)).toContain('review')
  })

  it('stays with an amendment as the review it asked for', async () => {
    const order = await submitRoutine()
    await escalate('ben', order)
    const amended = await room.erp(
      'patch',
      `/v1/payment-orders/${order.id}`,
      { amount: '901.00' },
      { 'If-Match': '"1"' },
    )
    expect(amended.status).toBe(200)
    expect((amended.body as OrderAnswer).requirements.map((one) => one.kind)).toContain('review')
    expect(amended.body.escalation).toBeNull()
  })

  it('is for those who are asked: not for whoever asked for it, an auditor, a client or nobody', async () => {
    const order = await submitRoutine()
    for (const [name, code] of [
      ['ana', 'DUTY_CONFLICT'],
      ['hal', 'NOT_ELIGIBLE'],
      ['dan', 'NOT_ELIGIBLE'],
    ] as const) {
      const refused = await escalate(name, order)
      expect([refused.status, refused.body.code]).toEqual([403, code])
    }
    expect((await room.erp('post', `/v1/subjects/order/${order.id}/escalate`, { reason: 'x' })).status).toBe(403)
    expect((await escalate('ben', { id: 'ord_none' })).status).toBe(404)
    expect((await room.session('ben').post(`/v1/subjects/hold/${order.id}/escalate`, { reason: 'x' })).status).toBe(404)
    expect((await escalate('ben', order, ' ')).status).toBe(422)
    expect((await escalate('ben', order, 'x\u202ey')).status).toBe(422)
    expect((await readOrder(order.id)).requirements.map((one) => one.kind)).toEqual(['approval'])
  })

  it('is refused for what is over, and for what is no order, with what to do instead', async () => {
    const order = await submitRoutine()
    await room.sign('ben', subjectOf(order), null, 'deny', { reason: 'Not ours' })
    const over = await escalate('ivy', order)
    expect([over.status, over.body.code]).toEqual([409, 'STATE'])
    const { rows } = await sql<{ id: string }>`select id from subjects where type = 'account-change'`.execute(
      room.owner,
    )
    const change = await room
      .session('eve')
      .post(`/v1/subjects/account-change/${rows[0]?.id}/escalate`, { reason: 'x' })
    expect([change.status, change.body.code]).toEqual([409, 'ESCALATION_ORDERS_ONLY'])
  })

  it('keeps its reason from those who have yet to type amount and account: who wrote it may have known them', async () => {
    const order = await room.submit()
    expect((await escalate('dan', order, 'EUR 214000.00 is too much')).status).toBe(200)
    for (const path of [
      `/v1/subjects/order/${order.id}`,
      `/v1/payment-orders/${order.id}`,
      '/v1/subjects?view=waiting',
    ]) {
      const { text } = await room.session('ben').get(path)
      expect(text).not.toMatch(/214.?000/)
    }
    const { body } = await room.session('eve').get(`/v1/subjects/order/${order.id}`)
    expect(body.escalation.reason).toBe('EUR 214000.00 is too much')
  })

  it('is refused where a reviewer has looked already: nobody would look again, and whoever asked would think so', async () => {
    const order = await room.submit({ reference: 'Reviewed' })
    const review = requirementOf(order, 'review')
    expect((await escalate('dan', order)).status).toBe(200)
    await room.sign('eve', subjectOf(order), review, 'continue', { reason: 'Rang them' })
    const again = await escalate('ben', order)
    expect([again.status, again.body.code]).toEqual([409, 'REVIEWED'])

    const other = await room.submit({ reference: 'Reviewed too' })
    await room.approve(other)
    const late = await escalate('ivy', other)
    expect([late.status, late.body.code]).toEqual([409, 'REVIEWED'])
    expect(await readOrder(other.id)).toMatchObject({ state: 'approved', escalation: null })
  })
})
