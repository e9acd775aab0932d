import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { LANDLORD } from '../../test/support/organisation.ts'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import { SECURITY_REASON } from '../holds/alarm.ts'
import { releaseOrder } from '../release/release-order.ts'

const MIGRATION = 'src/platform/postgres/migrations/0179_claims_passed_on.sql'
const OTHER = { name: 'Quay Fittings Ltd', account: { other: { id: '4400123477' } } }

type Held = OrderAnswer & { readonly holds: readonly { readonly id: string; readonly scope: string }[] }

/** Somebody reports it, or a call goes wrong; and whoever was deceived hands the same payment in once more. */
describeWithPostgres('What stops an order stops what is handed in for it', () => {
  let room: PaymentRoom
  beforeEach(async () => {
    room = await openPaymentRoom()
  }, 120_000)
  afterEach(() => room.close())

  const read = async ({ id }: Pick<OrderAnswer, 'id'>): Promise<Held> =>
    (await room.erp('get', `/v1/payment-orders/${id}`)).body as Held
  const cancel = async ({ id }: OrderAnswer) => {
    expect((await room.erp('post', `/v1/payment-orders/${id}/cancel`, {})).status).toBe(200)
  }
  const byErp = { instruction: { channel: 'erp' } }
  const scopes = ({ holds }: Held) => [...new Set(holds.map(({ scope }) => scope))].sort()
  const kinds = ({ requirements }: OrderAnswer) => requirements.map(({ kind }) => kind)

  const report = async () => {
    const body = { personId: room.personId('cfo'), channel: 'video', note: 'That was not her' }
    expect((await room.session('dan').post('/v1/impersonation-reports', body)).status).toBe(201)
  }
  const hold = async (scope: string, target: string, reason = 'The goods are not there') => {
    const placed = await room.session('fay').post('/v1/holds', { scope, target, reason })
    expect([placed.status, placed.text]).toEqual([201, expect.any(String)])
    return (placed.body as { id: string }).id
  }
  const suspect = async (order: OrderAnswer) => {
    const worksheet = await room
      .session('dan')
      .post('/v1/callbacks', { requirementIds: [requirementOf(order, 'callback')] })
    const at = new Date().toISOString()
    const outcome = { outcome: 'suspicious', startedAt: at, endedAt: new Date(Date.now() + 5).toISOString() }
    const { id } = worksheet.body as { id: string }
    expect((await room.session('dan').post(`/v1/callbacks/${id}/outcome`, outcome)).status).toBe(201)
  }
  const lift = async (holdId: string) => {
    const asked = await room.session('dan').post(`/v1/holds/${holdId}/lift`, { reason: 'All is well' })
    const lifting = asked.body as OrderAnswer
    for (const name of ['ben', 'ivy'] as const)
      await room.sign(name, { type: 'hold', id: lifting.id }, requirementOf(lifting, 'approval'), 'confirm')
  }

  /** What becomes of it once everybody who is asked has signed, by each of those who decide. */
  async function complete(order: OrderAnswer): Promise<readonly string[]> {
    await room.approve(order)
    // Whoever was said to have asked for the earlier one is called besides the payee.
    const [, ...more] = order.requirements.filter(({ kind }) => kind === 'callback')
    for (const other of more) await room.call('dan', { ...order, requirements: [other] })
    await room.settle(order.id)
    const token = async () =>
      (await room.erp('get', `/v1/payment-orders/${order.id}/release`)).body as { code?: string }
    return [...(await decided(order)), (await token()).code ?? 'TOKEN', (await read(order)).state]
  }
  /** The signer's word, and the releaser's. */
  async function decided(order: OrderAnswer): Promise<readonly string[]> {
    await room.checkpoint()
    const code = (error: unknown): string => (error as { code: string }).code
    const signer = await room.release(order.id).then(() => 'SIGNED', code)
    const releaser = await releaseOrder(room.worker, room.kinds, { release: room.release }, order.id).catch(code)
    return [signer, releaser]
  }
  const HELD = ['HELD', 'held', 'HELD', 'approved']

  it('by a report on whoever was said to have asked for the order it supersedes', async () => {
    const first = await room.submit()
    await report()
    const second = await room.submit({ ...byErp, supersedes: first.id })
    expect(scopes(await read(second))).toEqual(['person'])
    expect(await complete(second)).toEqual(HELD)
  }, 60_000)

  it('by a report that comes when it was cancelled and handed in again', async () => {
    const first = await room.submit()
    await cancel(first)
    const second = await room.submit(byErp)
    expect((await read(second)).holds).toEqual([])
    await report()
    expect(scopes(await read(second))).toEqual(['person'])
    expect(await complete(second)).toEqual(HELD)
  }, 60_000)

  it('by a hold on whoever submitted it, on its channel, or on itself', async () => {
    const first = await room.submit()
    const second = await room.submit({ ...byErp, requestedBy: ['hal@example.com'], supersedes: first.id })
    const third = await room.submit({ ...byErp, requestedBy: ['hal@example.com'], supersedes: second.id })
    for (const [scope, target] of [
      ['channel', 'video'],
      ['order', first.id],
      ['person', room.personId('ana')],
    ] as const) {
      const id = await hold(scope, target)
      expect(scopes(await read(third))).toEqual([scope])
      await lift(id)
      expect((await read(third)).holds).toEqual([])
    }
  }, 60_000)

  it('by a call that went wrong; and when that hold is lifted, a reviewer looks at it as after a denial', async () => {
    // Small, and the payee on file: without the alarm a single approval would do.
    const rent = { payee: { name: LANDLORD.name, account: LANDLORD.account }, amount: '900.00' }
    const routine = await room.submit({ ...byErp, ...rent, reference: 'Rent 1' })
    expect(kinds(routine)).toEqual(['approval'])
    // Another reason is about that payment alone, while it is there.
    await hold('order', routine.id)
    const unlike = await room.submit({ ...byErp, ...rent, reference: 'Rent 0' })
    expect([(await read(unlike)).holds, kinds(unlike)]).toEqual([[], ['approval']])
    await cancel(unlike)
    await lift((await read(routine)).holds[0]?.id ?? '')
    // As the console reports a payment.
    const id = await hold('order', routine.id, SECURITY_REASON)
    const next = await room.submit({ ...byErp, ...rent, reference: 'Rent 2' })
    expect(scopes(await read(next))).toEqual(['order'])
    expect(kinds(next)).toEqual(expect.arrayContaining(['approval', 'review']))
    await lift(id)
    expect(await read(next)).toMatchObject({ holds: [] })
    expect(kinds(await room.submit({ ...byErp, ...rent, reference: 'Rent 3' }))).toContain('review')

    const first = await room.submit()
    const second = await room.submit({ ...byErp, supersedes: first.id })
    await suspect(second)
    const third = await room.submit({ ...byErp, supersedes: second.id })
    expect(scopes(await read(third))).toEqual(['order'])
    expect(await complete(third)).toEqual(HELD)
    // And whoever has to lift it finds it, though what it was placed on is over.
    const [placed] = (await read(third)).holds
    expect((await room.session('fay').get(`/v1/holds/${placed?.id}`)).status).toBe(200)
    await lift(placed?.id ?? '')
    expect(await decided(third)).toEqual(['SIGNED', 'released'])
  }, 60_000)

  it('without telling anybody of a denial under threat', async () => {
    const first = await room.submit()
    const denied = await room.sign('kim', { type: 'order', id: first.id }, null, 'deny', { reason: 'duress' })
    expect(denied.status).toBe(201)
    const second = await room.submit(byErp)
    expect(await read(second)).toMatchObject({ holds: [], state: 'awaiting_evidence' })
    expect(await complete(second)).toEqual(['HELD', 'held', 'NOT_RELEASED', 'approved'])
    expect(await read(second)).toMatchObject({ holds: [] })
    const listed = await room.session('ben').get('/v1/subjects?view=held')
    expect(listed.body).toMatchObject({ items: [] })
  }, 60_000)

  it('by a hold on the way in which a signer was contacted about it, now or before it was changed', async () => {
    const order = await room.submit({ instruction: { channel: 'letter', instructedBy: 'cfo@example.com' } })
    const said = { contactedBy: 'video', blindEntry: INVOICE }
    const subject = { type: 'order', id: order.id }
    expect((await room.sign('ben', subject, requirementOf(order, 'approval'), 'confirm', said)).status).toBe(201)
    const id = await hold('channel', 'video')
    expect(scopes(await read(order))).toEqual(['channel'])
    const change = { reference: 'INV-4712' }
    const amended = await room.erp('patch', `/v1/payment-orders/${order.id}`, change, { 'If-Match': '"1"' })
    expect([amended.status, scopes(amended.body as Held)]).toEqual([200, ['channel']])
    expect(await complete(amended.body as Held)).toEqual(HELD)
    await lift(id)
    expect(await decided(order)).toEqual(['SIGNED', 'released'])
  }, 60_000)

  describe('among many', () => {
    let count = 0
    /** All that they have in common is the reference. */
    const many = (changes: object = byErp) => {
      const id = `71 ${(count += 1)} 4177`
      const payee = { name: `Works ${id}`, account: { other: { id } } }
      return room.submit({
        reference: 'MANY 1',
        payee,
        amount: '9300.00',
        requestedBy: ['hal@example.com'],
        ...changes,
      })
    }
    const flood = async () => {
      const orders: OrderAnswer[] = []
      for (let n = 0; n < 25; n += 1) orders.push(await many())
      return orders
    }

    it('however many came before it and ended after it, and whenever it is held', async () => {
      const others = await flood()
      const first = await many({ instruction: { channel: 'video', instructedBy: 'cfo@example.com' } })
      await cancel(first)
      for (const other of others) await cancel(other)
      const [hidden] = others
      const second = await many()
      const facts = JSON.stringify((await room.head(second.id)).assessment.facts)
      expect([facts.includes(first.id), facts.includes(hidden?.id ?? '')]).toEqual([true, false])
      await lift(await hold('channel', 'video'))
      for (const held of [first.id, hidden?.id ?? '']) {
        const id = await hold('order', held)
        expect(scopes(await read(second))).toEqual(['order'])
        const listed = await room.session('ben').get('/v1/subjects?view=held')
        expect(listed.body).toMatchObject({ items: [{ subject: { id: second.id } }] })
        await lift(id)
        expect((await read(second)).holds).toEqual([])
      }
      await report()
      expect(scopes(await read(second))).toEqual(['person'])
      // What was held by itself is found by those that come after it, whether or not the hold is still there.
      const third = await many()
      expect(kinds(third)).toContain('review')
      expect(JSON.stringify((await room.head(third.id)).assessment.facts)).toContain(hidden?.id)
    }, 90_000)

    it('however many are open besides the one whose requester is reported', async () => {
      await many({ ...byErp, requestedBy: ['ana@example.com'] })
      await flood()
      const before = await many()
      const isAfterDenial = async ({ id }: OrderAnswer) =>
        JSON.stringify((await room.head(id)).assessment.facts).includes('"afterDenial":true')
      expect([await isAfterDenial(before), (await read(before)).holds]).toEqual([false, []])
      const body = { personId: room.personId('ana'), channel: 'voice', note: 'Not her' }
      expect((await room.session('dan').post('/v1/impersonation-reports', body)).status).toBe(201)
      const next = await many()
      expect(await isAfterDenial(next)).toBe(true)
      expect(scopes(await read(next))).toEqual(['person'])
    }, 90_000)

    it('also where it is what superseded an order that was superseded, and is like none of them', async () => {
      const first = await many({ ...byErp, reference: 'CHAIN 1' })
      let last = first
      for (const reference of ['CHAIN 2', 'CHAIN 3']) last = await many({ ...byErp, reference, supersedes: last.id })
      const id = await hold('order', first.id)
      expect(scopes(await read(last))).toEqual(['order'])
      await lift(id)
      expect((await read(last)).holds).toEqual([])
    }, 60_000)
  })

  it('as well when it was on record before any of that was passed on', async () => {
    const requester = { ...byErp, requestedBy: ['ana@example.com'] }
    const open = await room.submit({ ...requester, reference: 'OLD 1', payee: OTHER, amount: '9300.00' })
    const ended = await room.submit({ reference: 'OLD 2' })
    await cancel(ended)
    const claims = async () => {
      const { rows } = await sql<{ marks: string }>`
        SELECT string_agg(encode(likeness, 'hex') || ended_on || order_id || mark, ' '
                          ORDER BY likeness, ended_on, mark_digest, order_id) AS marks
          FROM order_marks WHERE mark ->> 'kind' IN ('claim', 'said')`.execute(room.owner)
      return rows[0]?.marks
    }
    const written = await claims()
    expect(written).toContain(room.personId('cfo'))
    expect([written?.includes(open.id), written?.includes(ended.id)]).toEqual([true, true])
    await sql`ALTER TABLE order_marks DISABLE TRIGGER USER`.execute(room.owner)
    await sql`DELETE FROM order_marks WHERE mark ->> 'kind' IN ('claim', 'said')`.execute(room.owner)
    expect(await claims()).toBe(null)
    await sql.raw(readFileSync(MIGRATION, 'utf8')).execute(room.owner)
    expect(await claims()).toBe(written)
  }, 60_000)
})
