import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import {
  INVOICE,
  openPaymentRoom,
  ORDER,
  requirementOf,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import { digestOf } from '../domain/canonical-json.ts'

describeWithPostgres('An order that is submitted and changed', () => {
  let room: PaymentRoom
  let count = 0
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)
  afterAll(() => room.close())

  const submit = (changes: object = {}) => room.submit({ reference: `AM ${(count += 1)}`, ...changes })
  const attempt = async (changes: object) => {
    const { status, body } = await room.erp('post', '/v1/payment-orders', {
      externalId: randomUUID(),
      ...ORDER,
      ...changes,
    })
    return `${status} ${(body as { code?: string }).code ?? ''}`.trim()
  }
  const amend = (order: OrderAnswer, change: object, version = order.version) =>
    room.erp('patch', `/v1/payment-orders/${order.id}`, change, { 'If-Match': `"${version}"` })
  const kindsOf = (order: OrderAnswer) => order.requirements.map(({ kind }) => kind)

  it('carries the checks of one that is approved and not released on to the next like it', async () => {
    const order = await submit()
    await room.approve(order)
    expect((await room.head(order.id)).state).toBe('approved')
    const next = await submit({ instruction: { channel: 'erp' } })
    expect(next.signals.map(({ code }) => code)).toEqual(expect.arrayContaining(['RESUBMITTED', 'CHANNEL_VIDEO']))
    expect(kindsOf(next)).toEqual(expect.arrayContaining(kindsOf(order)))
  }, 30_000)

  it('is a new version on which nobody has signed, though everything was there', async () => {
    const order = await submit()
    await room.approve(order)
    const amended = (await amend(order, { amount: '214000.10' })).body as OrderAnswer & {
      evidence: { voidedBy: unknown }[]
    }
    expect(amended).toMatchObject({ version: 2, state: 'awaiting_evidence' })
    expect(amended.requirements.filter(({ kind }) => kind !== 'cooling_off').map(({ status }) => status)).not.toContain(
      'satisfied',
    )
    await room.settle(order.id)
    expect(((await room.erp('get', `/v1/payment-orders/${order.id}`)).body as OrderAnswer).state).toBe(
      'awaiting_evidence',
    )
  }, 30_000)

  it('never asks for less than before, whatever it is declared to be', async () => {
    const order = await submit()
    const amended = (await amend(order, { instruction: { channel: 'erp' }, amount: '20.00' })).body as OrderAnswer
    expect(kindsOf(amended)).toEqual(expect.arrayContaining(kindsOf(order)))
    expect(amended.signals.map(({ code }) => code)).toContain('CHANNEL_VIDEO')
    const confirmation = amended.requirements.find(({ kind }) => kind === 'instructor_confirmation')
    expect(confirmation).toMatchObject({ personId: room.personId('cfo'), status: 'waiting' })
  })

  it('keeps whoever asked out of the approvers, though the change names somebody else', async () => {
    const order = await submit({ requestedBy: ['ana@example.com', 'ben@example.com'] })
    const change = await amend(order, { requestedBy: ['ana@example.com'], amount: '214000.20' })
    expect(`${change.status} ${change.text}`).toMatch(/^200/)
    const amended = change.body as OrderAnswer
    const asked = await room.challenge(
      'ben',
      { type: 'order', id: order.id },
      requirementOf(amended, 'approval'),
      'confirm',
      { blindEntry: INVOICE },
    )
    expect([asked.status, (asked.body as { code: string }).code]).toEqual([403, 'SELF_APPROVAL'])
  })

  it('is changed by one of two who change it at once', async () => {
    const order = await submit()
    const statuses = (await Promise.all([amend(order, { amount: '1.00' }), amend(order, { amount: '2.00' })])).map(
      ({ status }) => status,
    )
    expect(statuses.sort()).toEqual([200, 412])
    expect((await amend(order, { amount: '3.00' })).status).toBe(412)
  })

  it('says who cancelled it and why, and the log says so without the words', async () => {
    const order = await room.submit({ reference: 'CANCELLED 1' })
    const reason = 'Cleo did not ask for 214000.00'
    await room.erp('post', `/v1/payment-orders/${order.id}/cancel`, { reason })
    // The first answer stands.
    await room.erp('post', `/v1/payment-orders/${order.id}/cancel`, { reason: 'Another' })
    const { body } = await room.erp('get', `/v1/payment-orders/${order.id}`)
    const { timeline } = body as { timeline: { kind: string }[] }
    expect(timeline.at(-1)).toMatchObject({ kind: 'cancelled', by: 'client:erp', version: 1, reason })
    const entries = await sql<{ body: string }>`
      SELECT body FROM log_entries WHERE kind = 'subject.cancelled' AND body LIKE ${`%${order.id}%`}`.execute(
      room.owner,
    )
    expect(entries.rows.map((entry) => entry.body.includes(digestOf(reason)))).toEqual([true])
    expect(entries.rows.filter((entry) => entry.body.includes('Cleo'))).toEqual([])
    // Somebody who has yet to type the amount does not read it in a reason.
    const blind = await room.session('ben').get(`/v1/payment-orders/${order.id}`)
    expect(blind.text).not.toContain('214000')
    expect(blind.text).toContain('cancelled')
  })

  it('carries the checks of one that was cancelled on to the next like it', async () => {
    const order = await submit()
    await room.erp('post', `/v1/payment-orders/${order.id}/cancel`, {})
    const next = await submit({ instruction: { channel: 'erp' } })
    expect(next.signals.map(({ code }) => code)).toEqual(expect.arrayContaining(['RESUBMITTED', 'CHANNEL_VIDEO']))
    expect(kindsOf(next)).toEqual(expect.arrayContaining(kindsOf(order)))
  })

  it('is refused where nobody could confirm it, or nobody is known to have asked', async () => {
    const from = (instructedBy?: string) => ({
      instruction: { channel: 'video', ...(instructedBy && { instructedBy }) },
    })
    expect(await attempt(from())).toBe('422 INSTRUCTOR_REQUIRED')
    expect(await attempt(from('dan@example.com'))).toBe('422 UNSATISFIABLE')
    expect(await attempt(from('gil@example.com'))).toBe('422 UNSATISFIABLE')
    expect(await attempt({ requestedBy: ['cfo@example.com'] })).toBe('422 UNSATISFIABLE')
    expect(await attempt({ requestedBy: ['nobody@example.com'] })).toBe('422 REQUESTER_UNKNOWN')
  })

  it('is there once per external id of a client', async () => {
    const externalId = randomUUID()
    await submit({ externalId })
    expect(await attempt({ externalId })).toBe('422 EXTERNAL_ID_IN_USE')
  })

  it('is refused for a day of the year 0, which the record does not know', async () => {
    expect(await attempt({ executionDate: '0000-01-01' })).toBe('422 DATE_FORMAT')
  })
})
