import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { LANDLORD } from '../../test/support/organisation.ts'
import {
  INVOICE,
  ORDER,
  openPaymentRoom,
  requirementOf,
  type Name,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { reportOutcome } from '../release/report-outcome.ts'

type Held = OrderAnswer & { readonly holds: readonly { readonly scope: string }[] }

describeWithPostgres('What was once said of an order', () => {
  let room: PaymentRoom
  let count = 0
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)
  afterAll(() => room.close())

  /** Every one is somebody else's invoice: nothing but its landlord is like another. */
  const routine = (instruction: object, changes: object = {}) =>
    room.submit({
      ...{ amount: '2000.00', reference: `Rent ${(count += 1)}7`, instruction },
      payee: { name: LANDLORD.name, account: LANDLORD.account },
      ...changes,
    })
  const amend = async (order: OrderAnswer, change: object): Promise<Held> => {
    const answer = await room.erp('patch', `/v1/payment-orders/${order.id}`, change, {
      'If-Match': `"${order.version}"`,
    })
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)])
    return answer.body as Held
  }
  const codes = (order: OrderAnswer) => order.signals.map(({ code }) => code)
  const kinds = (order: OrderAnswer) => order.requirements.map(({ kind }) => kind)
  const deny = async (name: Name, order: OrderAnswer) => {
    const subject = { type: 'order', id: order.id }
    const denied = await room.sign(name, subject, requirementOf(order, 'approval'), 'deny', { reason: 'Not ours' })
    expect(denied.status).toBe(201)
  }

  describe('in a version before', () => {
    it('is remembered: a hold on whoever was said to have asked stops it, before or after the claim is dropped', async () => {
      const cfo = { channel: 'erp', instructedBy: 'cfo@example.com' }
      const [before, after] = [await routine(cfo), await routine(cfo)]
      const dropped = await amend(after, { instruction: { channel: 'erp' } })
      expect(dropped.holds).toEqual([])
      const report = await room
        .session('fay')
        .post('/v1/impersonation-reports', { personId: room.personId('cfo'), channel: 'voice', note: 'Called twice' })
      expect([report.status, report.text]).toEqual([201, expect.any(String)])
      expect((await amend(before, { instruction: { channel: 'erp' } })).holds).toMatchObject([{ scope: 'person' }])
      const { body } = await room.erp('get', `/v1/payment-orders/${after.id}`)
      expect((body as Held).holds).toMatchObject([{ scope: 'person' }])
      const again = await amend(dropped, { amount: '2000.01' })
      expect(codes(again)).toContain('ACTIVE_IMPERSONATION')
    })

    it('is remembered: a hold on the way it was asked for stops it still', async () => {
      const order = await routine({ channel: 'letter', instructedBy: 'Landlord’s lawyer' })
      const hold = await room.session('fay').post('/v1/holds', { scope: 'channel', target: 'letter', reason: 'Forged' })
      expect(hold.status).toBe(201)
      const { holds } = await amend(order, { instruction: { channel: 'erp' } })
      // Besides that on whoever was said to have asked for the same landlord's others.
      expect(holds.map(({ scope }) => scope)).toEqual(['person', 'channel'])
    })

    it('is remembered: whoever was said to have asked does not approve it', async () => {
      const asked = async (order: OrderAnswer) => {
        const typed = { amount: '2000.00', accountLast4: LANDLORD.account.iban.slice(-4) }
        const subject = { type: 'order', id: order.id }
        const approval = requirementOf(order, 'approval')
        const { status, body } = await room.challenge('ben', subject, approval, 'confirm', { blindEntry: typed })
        return [status, (body as { code: string }).code]
      }
      const order = await routine({ channel: 'erp', instructedBy: 'ben@example.com' })
      const amended = await amend(order, { instruction: { channel: 'erp' } })
      expect(await asked(amended)).toEqual([403, 'DUTY_CONFLICT'])
      // And what is changed again still says so.
      expect(await asked(await amend(amended, { reference: 'Rent again' }))).toEqual([403, 'DUTY_CONFLICT'])
    })
  })

  describe('that was not paid', () => {
    it('is remembered from when it was denied, however long ago it was submitted', async () => {
      const order = await room.submit({ reference: 'OLD 1' })
      const longAgo = sql`countersign_now() - interval '40 days'`
      await sql`UPDATE payment_orders SET created_at = ${longAgo} WHERE id = ${order.id}`.execute(room.owner)
      await sql`UPDATE payment_order_keys SET created_at = ${longAgo}, last_at = ${longAgo}
                 WHERE order_id = ${order.id}`.execute(room.owner)
      await deny('kim', order)
      const next = await room.submit({ reference: 'OLD 2', instruction: { channel: 'erp' } })
      expect(codes(next)).toEqual(expect.arrayContaining(['RESUBMITTED', 'CHANNEL_VIDEO']))
      expect(kinds(next)).toContain('review')
    })

    it('is remembered by its account, however that is written the next time, and whatever the payee is called', async () => {
      const at = (id: string, name: string, more: object = {}) => ({
        ...{ payee: { name, account: { other: { id, ...more } } }, amount: '9100.00' },
        reference: `Wire ${(count += 1)}9`,
      })
      const order = await room.submit(at('4400 1234 77', 'Quay Fittings Ltd'))
      await deny('kim', order)
      const written = at('4400123477', 'Quay Fittings Limited', { country: 'US' })
      const next = await room.submit({ ...written, instruction: { channel: 'erp' } })
      expect(codes(next)).toEqual(expect.arrayContaining(['RESUBMITTED', 'CHANNEL_VIDEO']))
    })

    it('is not pushed out of sight by what is cancelled afterwards', async () => {
      const flood = { reference: 'FLOOD 1', instruction: { channel: 'erp' } }
      const denied = await room.submit(flood)
      await deny('kim', denied)
      for (let n = 0; n < 21; n += 1) {
        const order = await room.submit(flood)
        await room.erp('post', `/v1/payment-orders/${order.id}/cancel`, {})
      }
      const found = await room.submit(flood)
      expect(JSON.stringify(found.signals.find(({ code }) => code === 'RESUBMITTED'))).toContain(denied.id)
    }, 60_000)
  })

  it('to have failed, by the ERP alone, takes nothing away: it is a duplicate, and adds up', async () => {
    const payment = { reference: 'PAID 1', amount: INVOICE.amount, externalId: randomUUID() }
    const order = await room.submit(payment)
    await sql`UPDATE subjects SET state = 'released' WHERE id = ${order.id}`.execute(room.owner)
    const caller = { kind: 'client', clientId: 'erp', scopes: [], channels: [] } as const
    await transaction(room.api, (tx) =>
      reportOutcome(tx, room.kinds, caller, order.id, {
        status: 'failed',
        bankReference: 'BNK-1',
        at: new Date().toISOString(),
      }),
    )
    // The ERP has bound its payment to the release of the first one, and would pay it on no other.
    for (const supersedes of [null, order.id]) {
      const body = { ...ORDER, ...payment, supersedes }
      const refused = await room.erp('post', '/v1/payment-orders', body)
      expect([refused.status, refused.body]).toEqual([
        422,
        expect.objectContaining({
          code: 'EXTERNAL_ID_RELEASED',
          errors: [expect.objectContaining({ path: 'externalId' })],
        }),
      ])
    }
    const again = await room.submit({ ...payment, externalId: randomUUID(), supersedes: order.id })
    expect(codes(again)).toContain('DUPLICATE')
    const { rows } = await sql<{ sums: string }>`
      SELECT facts #>> '{history,cumulative}' AS sums FROM assessments WHERE subject_id = ${again.id}`.execute(
      room.owner,
    )
    const sumOf = (text = ''): number => Number(/\d+/.exec(text)?.[0] ?? 0)
    expect(sumOf(rows[0]?.sums)).toBeGreaterThanOrEqual(2 * 21_400_000)
  })
})
