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
import { transition } from '../consent/transition.ts'
import { now as readNow } from '../platform/clock.ts'
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
  const confirmedBy = (order: OrderAnswer) =>
    order.requirements.flatMap((one) => (one.kind === 'instructor_confirmation' ? [one.personId ?? null] : []))
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
      expect((await amend(order, { instruction: { channel: 'erp' } })).holds).toMatchObject([{ scope: 'channel' }])
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
      await sql`UPDATE payment_order_keys SET created_at = ${longAgo} WHERE order_id = ${order.id}`.execute(room.owner)
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

    describe('among many', () => {
      /** All that they have in common; each payee is another one, so that nothing else is found. */
      const many = (reference: string, instruction: object) => {
        const id = `70 ${(count += 1)} 4177`
        const payee = { name: `Works ${id}`, account: { other: { id } } }
        return room.submit({ reference, instruction, payee, amount: '9300.00' })
      }
      const erp = { channel: 'erp' }
      const cancel = async ({ id }: OrderAnswer) => {
        const { status } = await room.erp('post', `/v1/payment-orders/${id}/cancel`, {})
        expect(status).toBe(200)
      }

      it('is not pushed out of sight by those that came before it and ended after it, in whatever order', async () => {
        for (const [reference, last] of [
          ['MANY 1', (orders: OrderAnswer[]) => orders],
          ['MANY 2', (orders: OrderAnswer[]) => orders.toReversed()],
        ] as const) {
          const before: OrderAnswer[] = []
          for (let n = 0; n < 25; n += 1) before.push(await many(reference, erp))
          const claimed = await many(reference, ORDER.instruction)
          await cancel(claimed)
          for (const order of last(before)) await cancel(order)
          const next = await many(reference, erp)
          expect(codes(next)).toEqual(expect.arrayContaining(['RESUBMITTED', 'CHANNEL_VIDEO']))
          expect(confirmedBy(next)).toEqual([room.personId('cfo')])
          expect(JSON.stringify(next.signals.find(({ code }) => code === 'RESUBMITTED'))).toContain(claimed.id)
        }
      }, 60_000)

      it('is not pushed out of sight, when it was denied, by others that came before it and were denied after it', async () => {
        const before: OrderAnswer[] = []
        for (let n = 0; n < 25; n += 1) before.push(await many('MANY 3', erp))
        const claimed = await many('MANY 3', ORDER.instruction)
        for (const order of [claimed, ...before]) await deny('kim', order)
        const next = await many('MANY 3', erp)
        expect(codes(next)).toEqual(expect.arrayContaining(['RESUBMITTED', 'CHANNEL_VIDEO']))
        expect(kinds(next)).toContain('review')
        expect(confirmedBy(next)).toEqual([room.personId('cfo')])
      }, 60_000)

      it('is seen while it is open, however many came before somebody said how they were contacted about it', async () => {
        const first = await many('MANY 4', erp)
        for (let n = 0; n < 25; n += 1) await many('MANY 4', erp)
        expect(codes(await many('MANY 4', erp))).not.toContain('RESUBMITTED')
        const subject = { type: 'order', id: first.id }
        const signed = await room.sign('ben', subject, requirementOf(first, 'approval'), 'confirm', {
          contactedBy: 'video',
          blindEntry: { amount: '9300.00', accountLast4: '4177' },
        })
        expect([signed.status, signed.text]).toEqual([201, expect.any(String)])
        expect(codes(await many('MANY 4', erp))).toEqual(expect.arrayContaining(['RESUBMITTED', 'CONTACTED']))
      }, 60_000)

      it('is remembered when it expired, and forgotten after 30 days', async () => {
        const order = await many('MANY 5', ORDER.instruction)
        await sql`UPDATE subjects SET expires_at = countersign_now() - interval '1 minute' WHERE id = ${order.id}`.execute(
          room.owner,
        )
        await room.settle(order.id)
        expect((await room.head(order.id)).state).toBe('expired')
        const next = await many('MANY 5', erp)
        expect(codes(next)).toEqual(expect.arrayContaining(['RESUBMITTED', 'CHANNEL_VIDEO']))
        await cancel(next)
        const age = (days: number) =>
          sql`UPDATE order_marks SET ended_on = ended_on - ${days}::integer WHERE order_id IN (${order.id}, ${next.id})`
        await age(30).execute(room.owner)
        const last = await many('MANY 5', erp)
        expect(codes(last)).toContain('CHANNEL_VIDEO')
        await cancel(last)
        await sql`UPDATE order_marks SET ended_on = ended_on - 31 WHERE order_id = ${last.id}`.execute(room.owner)
        await age(1).execute(room.owner)
        expect(codes(await many('MANY 5', erp))).not.toContain('CHANNEL_VIDEO')
      }, 60_000)

      it('is no longer passed on when it has been released', async () => {
        const order = await many('MANY 6', ORDER.instruction)
        const open = await many('MANY 6', erp)
        expect(codes(open)).toEqual(expect.arrayContaining(['RESUBMITTED', 'CHANNEL_VIDEO']))
        for (const { id } of [order, open])
          await transaction(room.worker, async (tx) => {
            const approved = await transition(tx, room.kinds, await room.head(id), 'approved', await readNow(tx))
            await transition(tx, room.kinds, approved, 'released', await readNow(tx))
          })
        expect(codes(await many('MANY 6', erp))).not.toContain('RESUBMITTED')
      }, 60_000)
    })
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
    // However else it is named: the bank may have made what the ERP reports as failed.
    const renamed = await room.submit({ ...payment, externalId: randomUUID(), reference: 'Booked anew' })
    expect(codes(renamed)).toContain('DUPLICATE')
    const again = await room.submit({ ...payment, externalId: randomUUID(), supersedes: order.id })
    expect(codes(again)).toContain('DUPLICATE')
    const { rows } = await sql<{ sums: string }>`
      SELECT facts #>> '{history,cumulative}' AS sums FROM assessments WHERE subject_id = ${again.id}`.execute(
      room.owner,
    )
    const sumOf = (text = ''): number => Number(/\d+/.exec(text)?.[0] ?? 0)
    expect(sumOf(rows[0]?.sums)).toBeGreaterThanOrEqual(2 * 21_400_000)
  })

  it.each(['TWIN 77-2', 'TWIN 077', 'lnvoice TWlN 77', '77'])(
    'is found again when its reference comes back as %s',
    async (reference) => {
      const amount = `${8_000 + (count += 1)}.00`
      const submit = async (named: string) => {
        const order = await room.submit({ reference: named, amount, instruction: { channel: 'erp' } })
        const { rows } = await sql<{ found: string[] }>`
          SELECT facts #> '{history,duplicates}' AS found FROM assessments WHERE subject_id = ${order.id}`.execute(
          room.owner,
        )
        return { ...order, found: rows[0]?.found }
      }
      const first = await submit('TWIN 77')
      expect((await submit('TWIN 78')).found).toEqual([])
      const again = await submit(reference)
      expect(again.found).toEqual([first.id])
      expect(codes(again)).toContain('DUPLICATE')
    },
  )
})
