import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, requirementOf, type OrderAnswer, type PaymentRoom } from '../../test/support/payment-room.ts'
import type { EntriesAnswer } from '../log/schema.ts'
import { sequenceEvents } from '../platform/outbox-store.ts'
import { createMetrics } from '../platform/telemetry/metrics.ts'
import { EventsAnswer } from '../release/events-schema.ts'
import { activeHolds } from './active-holds.ts'
import { SECURITY_REASON } from './alarm.ts'

describeWithPostgres('a denial under threat', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 60_000)
  afterAll(() => room.close())

  /** What an API client is told, by polling or by webhook, of what happens in `work`. */
  async function toldOf(work: () => Promise<unknown>): Promise<{ events: string[]; webhooks: string[] }> {
    const newest = async () => {
      await sequenceEvents(room.worker, 1_000)
      const { rows } = await sql<{ newest: string }>`select coalesce(max(sequence), 0) as newest from events`.execute(
        room.owner,
      )
      return Number(rows[0]?.newest)
    }
    const after = await newest()
    await work()
    const { rows } = await sql<{ type: string }>`
      select payload ->> 'type' as type from outbox where kind = 'event' and sequence is null order by created_at, id`.execute(
      room.owner,
    )
    await newest()
    const { body } = await room.erp('get', `/v1/events?after=${after}&limit=100`)
    const { items } = EventsAnswer.parse(body)
    return { events: items.map((event) => event.type), webhooks: rows.map(({ type }) => type) }
  }

  async function deny(order: OrderAnswer, reason: string): Promise<void> {
    const { status, text } = await room.sign('ivy', { type: 'order', id: order.id }, null, 'deny', { reason })
    if (status !== 201) throw new Error(text)
  }

  const holdsOf = async (order: OrderAnswer) =>
    (await activeHolds(room.owner, 'all')).filter((hold) => hold.target === order.id)
  const shownTo = async (order: OrderAnswer) => {
    const answers = [
      await room.erp('get', '/v1/holds?state=all&limit=200'),
      await room.erp('get', `/v1/payment-orders/${order.id}`),
    ]
    return JSON.stringify(answers.map(({ body }) => body as unknown))
  }

  /** Anybody may read metrics. */
  const gaugeOfHolds = async () => {
    const metrics = createMetrics(room.api, { clockSkewMs: async () => 0 })
    return /^countersign_active_holds (\d+)$/m.exec(await metrics.registry.metrics())?.[1]
  }

  it('is told to API clients as any denial, while its hold stands and once it is lifted', async () => {
    const [plain, threatened] = [await room.submit(), await room.submit({ reference: 'INV-4712', amount: '98000.00' })]
    const denied = await toldOf(() => deny(plain, 'Not our supplier'))
    expect(denied.events).toContain('payment_order.denied')
    expect(denied.webhooks).toEqual(denied.events)
    const before = await gaugeOfHolds()
    expect(await toldOf(() => deny(threatened, 'duress'))).toEqual(denied)
    expect(await gaugeOfHolds()).toBe(before)

    expect(await holdsOf(plain)).toEqual([])
    const [hold] = await holdsOf(threatened)
    expect(hold).toMatchObject({ scope: 'order', placedBy: room.personId('ivy') })
    expect((await room.erp('get', `/v1/holds/${hold?.id}`)).status).toBe(404)
    expect(await shownTo(threatened)).not.toContain(SECURITY_REASON)

    // Security lifts it, when the person is safe.
    const asked = await room.session('dan').post(`/v1/holds/${hold?.id}/lift`, { reason: 'All are safe' })
    const lifting = asked.body as OrderAnswer
    const told = await toldOf(async () => {
      for (const name of ['ben', 'ivy'] as const)
        await room.sign(name, { type: 'hold', id: lifting.id }, requirementOf(lifting, 'approval'), 'confirm')
    })
    expect(await holdsOf(threatened)).toEqual([])
    expect(told.webhooks).not.toContain('hold.lifted')
    expect((await room.erp('get', `/v1/holds/${hold?.id}`)).status).toBe(404)
    expect(await shownTo(threatened)).not.toContain(SECURITY_REASON)
  })

  it('is in the log for auditors, is a case, and tells security', async () => {
    const order = await room.submit({ reference: 'INV-4713', amount: '77000.00' })
    await deny(order, 'duress')
    await room.checkpoint()
    const { body } = await room.session('hal').get('/v1/log/entries?limit=500')
    const { items } = body as EntriesAnswer
    const [hold] = await holdsOf(order)
    expect(items.map(({ kind, fields }) => ({ kind, fields }))).toEqual(
      expect.arrayContaining([
        { kind: 'hold.placed', fields: expect.objectContaining({ holdId: hold?.id, target: order.id }) },
        { kind: 'case.opened', fields: expect.objectContaining({ subjectId: order.id }) },
      ]),
    )
    const { rows: cases } =
      await sql`select from cases where kind = 'alarm' and summary like ${`%${order.id}`}`.execute(room.owner)
    expect(cases).toHaveLength(1)
    const { rows: mails } = await sql`
      select from outbox where kind = 'mail' and payload ->> 'template' = 'alarm' and subject_id = ${order.id}`.execute(
      room.owner,
    )
    expect(mails).toHaveLength(1)
  })

  it('differs from a suspicious call, which holds an open payment for everybody to see', async () => {
    const order = await room.submit({ reference: 'INV-4714', amount: '66000.00' })
    const told = await toldOf(async () => {
      const { body } = await room
        .session('dan')
        .post('/v1/callbacks', { requirementIds: [requirementOf(order, 'callback')] })
      const at = new Date().toISOString()
      const outcome = {
        outcome: 'suspicious',

        startedAt: at,
        endedAt: new Date(Date.now() + 5).toISOString(),
      }
      const { status, text } = await room
        .session('dan')
        .post(`/v1/callbacks/${(body as { id: string }).id}/outcome`, outcome)
      if (status >= 300) throw new Error(text)
    })
    expect(told.events).toEqual(expect.arrayContaining(['hold.placed', 'case.opened']))
    const [hold] = await holdsOf(order)
    expect((await room.erp('get', `/v1/holds/${hold?.id}`)).body).toMatchObject({ target: order.id })
  })
})
