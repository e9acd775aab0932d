import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { LANDLORD } from '../../test/support/organisation.ts'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type Name,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import { toContent } from './order-content.ts'
import { handOutToken } from '../release/hand-out-token.ts'
import { releaseOrder } from '../release/release-order.ts'

const MIGRATION = 'src/platform/postgres/migrations/0181_carried_holds.sql'

const MULE = { name: 'Quay Fittings Ltd', account: { other: { id: '4400123477' } } }
const ON_FILE = { name: LANDLORD.name, account: LANDLORD.account }
const BY_ERP = { instruction: { channel: 'erp' }, requestedBy: ['hal@example.com'] }

type Held = OrderAnswer & { readonly holds: readonly { readonly id: string; readonly scope: string }[] }

/** Somebody reports it, or a call goes wrong; and whoever was deceived hands the same payment in once more. */
describeWithPostgres('What takes the place of a held order', () => {
  let room: PaymentRoom
  let count = 0
  let turns = 0
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)
  afterAll(() => room.close())

  /** Nothing of one test is like anything of another. */
  const payment = (changes: object = {}) => {
    count += 1
    const payee = { name: `${MULE.name} ${count}`, account: { other: { id: `44001234${count}` } } }
    return { reference: `PO ${count} for us`, amount: '9300.00', payee, ...changes }
  }
  const read = async ({ id }: Pick<OrderAnswer, 'id'>): Promise<Held> =>
    (await room.erp('get', `/v1/payment-orders/${id}`)).body as Held
  const scopesOn = async (order: Pick<OrderAnswer, 'id'>) => [
    ...new Set((await read(order)).holds.map(({ scope }) => scope)),
  ]
  const report = async ({ id }: OrderAnswer, status: string) => {
    const body = { status, bankReference: 'B1', at: new Date().toISOString() }
    const reported = await room.erp('post', `/v1/payment-orders/${id}/report`, body)
    expect(`${reported.status} ${reported.text}`).toMatch(/^200/)
  }
  const change = async ({ id }: OrderAnswer, changes: object) => {
    const changed = await room.erp('patch', `/v1/payment-orders/${id}`, changes, { 'If-Match': '"1"' })
    expect(`${changed.status} ${changed.text}`).toMatch(/^200/)
  }
  const cancel = async ({ id }: OrderAnswer) => {
    expect((await room.erp('post', `/v1/payment-orders/${id}/cancel`, {})).status).toBe(200)
  }
  /** Nobody holds, or asks to lift, so often in an hour. */
  const oneOf = (names: readonly Name[]): Name => names[(turns += 1) % names.length] ?? 'fay'
  const hold = async (scope: string, target: string) => {
    const placed = await room.session(oneOf(['eve', 'fay', 'kim'])).post('/v1/holds', { scope, target, reason: 'Wait' })
    expect([placed.status, placed.text]).toEqual([201, expect.any(String)])
    return (placed.body as { id: string }).id
  }
  const lift = async (holdId: string) => {
    const asked = await room
      .session(oneOf(['dan', 'eve', 'hal']))
      .post(`/v1/holds/${holdId}/lift`, { reason: 'All is well' })
    expect(`${asked.status} ${asked.text}`).toMatch(/^201/)
    const lifting = asked.body as OrderAnswer
    for (const name of ['ben', 'ivy'] as const) {
      const signed = await room.sign(
        name,
        { type: 'hold', id: lifting.id },
        requirementOf(lifting, 'approval'),
        'confirm',
      )
      expect(signed.status).toBe(201)
    }
  }
  /** Whoever was said to have asked for the earlier one is called besides the payee. */
  async function approve(order: OrderAnswer): Promise<void> {
    await room.approve(order)
    const [, ...more] = order.requirements.filter(({ kind }) => kind === 'callback')
    for (const other of more) await room.call('dan', { ...order, requirements: [other] })
    await room.settle(order.id)
    expect((await read(order)).state).toBe('approved')
  }
  /** Held while `work` looks at it, and no longer. */
  async function whileHeld(scope: string, target: string, work: () => Promise<void>): Promise<void> {
    const id = await hold(scope, target)
    try {
      await work()
    } finally {
      await lift(id)
    }
  }
  /** What becomes of it, everything signed, by the word of the signer and of the releaser. */
  async function decided({ id }: OrderAnswer): Promise<readonly string[]> {
    await room.checkpoint()
    const code = (error: unknown): string => (error as { code: string }).code
    const signer = await room.release(id).then(() => 'SIGNED', code)
    const releaser = await releaseOrder(room.worker, room.kinds, { release: room.release }, id).catch(code)
    return [signer, releaser]
  }
  const handedOut = async ({ id }: OrderAnswer) => {
    const clientId = toContent((await room.head(id)).content).clientId ?? ''
    return handOutToken(room.api, { release: room.release }, clientId, id).then(
      () => 'TOKEN',
      (error: unknown) => (error as { code: string }).code,
    )
  }
  const tokenFor = async ({ id }: OrderAnswer) =>
    ((await room.erp('get', `/v1/payment-orders/${id}/release`)).body as { code: string }).code

  it('is not released while a hold stands on the person who was said to have asked, though it names nobody', async () => {
    const first = await room.submit({ reference: 'INV-81' })
    const second = await room.submit({ reference: 'INV-81', ...BY_ERP, supersedes: first.id })
    await approve(second)
    await whileHeld('person', room.personId('cfo'), async () => {
      expect(await scopesOn(second)).toEqual(['person'])
      expect([...(await decided(second)), await tokenFor(second)]).toEqual(['HELD', 'held', 'HELD'])
      const listed = (await room.session('ben').get('/v1/subjects?view=held')).body as {
        items: { subject: { id: string } }[]
      }
      expect(listed.items.map(({ subject }) => subject.id)).toEqual([second.id])
    })
    expect(await scopesOn(second)).toEqual([])
    expect(await decided(second)).toEqual(['SIGNED', 'released'])
  }, 60_000)

  it('is stopped by what stops any of those that it supersedes, one after the other, and what these were like', async () => {
    const claimed = { instruction: { channel: 'video', instructedBy: 'cfo@example.com' } }
    const invoice = payment(claimed)
    const first = await room.submit(invoice)
    const like = await room.submit({ ...payment(BY_ERP), payee: invoice.payee })
    const second = await room.submit(payment({ ...BY_ERP, supersedes: like.id }))
    const third = await room.submit(payment({ ...BY_ERP, supersedes: second.id }))
    for (const [scope, target, through] of [
      ['channel', 'video', first.id],
      ['order', first.id, first.id],
      ['order', like.id, like.id],
      ['order', second.id, second.id],
      ['person', room.personId('ana'), first.id],
      ['person', room.personId('cfo'), first.id],
    ] as const)
      await whileHeld(scope, target, async () =>
        expect(await read(third)).toMatchObject({ holds: [{ scope, through }] }),
      )
    expect(await scopesOn(third)).toEqual([])
  }, 60_000)

  it.each([
    [
      'the same payee and reference, the account on file',
      { payee: ON_FILE, reference: 'Rent 7' },
      { reference: 'rent-7' },
    ],
    ['the same account, which nobody vetted, whatever its reference', {}, { reference: 'Something else' }],
    ['the same account, which nobody vetted, under another name', {}, { payee: { name: 'Other Works' } }],
    [
      'another account for the payee, which nobody vetted either',
      {},
      { payee: { account: { other: { id: '5512340099' } } } },
    ],
    ['a new account for a payee on file', { payee: ON_FILE }, { payee: { account: { other: { id: '5512340100' } } } }],
  ])(
    'is what is handed in again: %s',
    async (_, changes, again) => {
      const invoice = payment(changes)
      const first = await room.submit({ ...invoice, instruction: { channel: 'chat', instructedBy: 'cfo@example.com' } })
      await cancel(first)
      const payee = { ...invoice.payee, ...('payee' in again ? again.payee : {}) }
      const second = await room.submit({ ...invoice, ...again, payee, ...BY_ERP })
      await whileHeld('order', first.id, async () => expect(await scopesOn(second)).toEqual(['order']))
      await whileHeld('channel', 'chat', async () => expect(await scopesOn(second)).toEqual(['channel']))
      await change(second, { amount: '7100.00' })
      await whileHeld('order', first.id, async () => expect(await scopesOn(second)).toEqual(['order']))
    },
    60_000,
  )

  it('is what is handed in again for an order that was amended away before it was cancelled', async () => {
    const invoice = payment()
    const first = await room.submit(invoice)
    await change(first, { payee: ON_FILE, reference: 'Rent 9' })
    await cancel(first)
    const second = await room.submit({ ...invoice, ...BY_ERP })
    await whileHeld('order', first.id, async () => expect(await scopesOn(second)).toEqual(['order']))
  }, 60_000)

  it('is the order itself, amended away from what is held', async () => {
    const order = await room.submit(payment({ payee: { ...ON_FILE, account: { other: { id: '5512340101' } } } }))
    const content = (await room.head(order.id)).content as { readonly counterpartyId: string }
    await whileHeld('counterparty', content.counterpartyId, async () => {
      expect(await scopesOn(order)).toEqual(['counterparty'])
      await change(order, { payee: { name: 'Other Works', account: { other: { id: '5512340101' } } } })
      expect(await read(order)).toMatchObject({ holds: [{ scope: 'counterparty', through: null }] })
    })
  }, 60_000)

  it.each([
    ['the next invoice to an account on file', { payee: ON_FILE, reference: 'Rent 3' }, { reference: 'Rent 4' }],
    [
      'the same number on an invoice of somebody else',
      {},
      { payee: { name: 'Mill Works', account: { other: { id: '99' } } } },
    ],
  ])(
    'is not %s',
    async (_, changes, next) => {
      const invoice = payment(changes)
      const first = await room.submit({ ...invoice, instruction: { channel: 'chat', instructedBy: 'cfo@example.com' } })
      await cancel(first)
      const second = await room.submit({ ...invoice, ...next, ...BY_ERP })
      await whileHeld('order', first.id, async () => expect(await scopesOn(second)).toEqual([]))
      await whileHeld('channel', 'chat', async () => expect(await scopesOn(second)).toEqual([]))
    },
    60_000,
  )

  it('is also what was there before, to an account that nobody vetted, and not to one on file', async () => {
    const invoice = payment()
    const twin = await room.submit({ ...invoice, ...BY_ERP })
    const known = { ...payment({ payee: ON_FILE }), ...BY_ERP }
    const before = await room.submit(known)
    const [first, second] = [await room.submit(invoice), await room.submit({ ...known, amount: '41.00' })]
    await whileHeld('order', first.id, async () => expect(await scopesOn(twin)).toEqual(['order']))
    await whileHeld('order', second.id, async () => expect(await scopesOn(before)).toEqual([]))
  }, 60_000)

  it('is what comes after one that was released, until that was paid', async () => {
    const paid = await room.submit({ reference: 'INV-82' })
    await approve(paid)
    expect(await decided(paid)).toEqual(['SIGNED', 'released'])
    const next = await room.submit({ reference: 'INV-82', ...BY_ERP })
    await whileHeld('order', paid.id, async () => expect(await scopesOn(next)).toEqual(['order']))
    await report(paid, 'failed')
    const anew = await room.submit({ ...payment(BY_ERP), supersedes: paid.id })
    await whileHeld('order', paid.id, async () => expect(await scopesOn(anew)).toEqual(['order']))
    await whileHeld('person', room.personId('cfo'), async () => expect(await scopesOn(next)).toEqual(['person']))

    const settled = await room.submit({ reference: 'INV-85' })
    await approve(settled)
    expect(await decided(settled)).toEqual(['SIGNED', 'released'])
    const again = await room.submit({ reference: 'INV-85', ...BY_ERP })
    await whileHeld('person', room.personId('cfo'), async () => expect(await scopesOn(again)).toEqual(['person']))
    await report(settled, 'executed')
    await whileHeld('person', room.personId('cfo'), async () => expect(await scopesOn(again)).toEqual([]))
  }, 60_000)

  it('is none of an order of more than 90 days ago, unless it supersedes that', async () => {
    const invoice = payment({ instruction: { channel: 'chat', instructedBy: 'cfo@example.com' } })
    const first = await room.submit(invoice)
    const second = await room.submit({ ...invoice, ...BY_ERP })
    const third = await room.submit({ ...payment(BY_ERP), supersedes: first.id })
    const submitted = async (days: number) =>
      sql`UPDATE payment_order_keys SET created_at = countersign_now() - make_interval(days => ${days}::integer)
           WHERE order_id = ${first.id}`.execute(room.owner)
    const held = async () => [await scopesOn(second), await scopesOn(third)]
    await submitted(89)
    await whileHeld('channel', 'chat', async () => expect(await held()).toEqual([['channel'], ['channel']]))
    await submitted(91)
    await whileHeld('channel', 'chat', async () => expect(await held()).toEqual([[], ['channel']]))
  }, 60_000)

  it('is found among orders of before it was looked for, and holds of then show no more than they did', async () => {
    const invoice = payment({ payee: ON_FILE })
    const first = await room.submit(invoice)
    const second = await room.submit({ ...invoice, ...BY_ERP })
    const denied = await room.submit(payment())
    expect((await room.sign('kim', { type: 'order', id: denied.id }, null, 'deny', { reason: 'duress' })).status).toBe(
      201,
    )
    await sql`UPDATE holds SET silent = false WHERE target = ${denied.id}`.execute(room.owner)
    await sql`DELETE FROM payment_order_keys WHERE kind = 'payment'`.execute(room.owner)
    await sql`DROP INDEX payment_order_keys_likeness`.execute(room.owner)
    await sql.raw(readFileSync(MIGRATION, 'utf8')).execute(room.owner)
    await whileHeld('order', first.id, async () => expect(await scopesOn(second)).toEqual(['order']))
    const { rows } = await sql`SELECT silent FROM holds WHERE target = ${denied.id}`.execute(room.owner)
    expect(rows).toEqual([{ silent: true }])
  }, 60_000)

  it('stays approved, and nobody is told why, after a denial under threat', async () => {
    const first = await room.submit({ reference: 'INV-83' })
    const released = await room.submit({ reference: 'INV-83', amount: '214000.00' })
    await approve(released)
    expect(await decided(released)).toEqual(['SIGNED', 'released'])
    const denied = await room.sign('kim', { type: 'order', id: first.id }, null, 'deny', { reason: 'duress' })
    expect(denied.status).toBe(201)
    const second = await room.submit({ reference: 'INV-83', ...BY_ERP })
    await approve(second)
    expect(await read(second)).toMatchObject({ holds: [] })
    expect([...(await decided(second)), await tokenFor(second)]).toEqual(['HELD', 'held', 'NOT_RELEASED'])
    expect((await room.session('ben').get('/v1/subjects?view=held')).body).toMatchObject({
      items: [],
      counts: { held: 0 },
    })
    // What was released before it goes no further either, by an answer that a revoked key has as well.
    expect([(await read(released)).holds, await handedOut(released)]).toEqual([[], 'EVIDENCE_REFUSED'])
    const { rows } = await sql<{ id: string }>`SELECT id FROM holds WHERE target = ${first.id}`.execute(room.owner)
    await lift(rows[0]?.id ?? '')
    // The signer hears of that with the next checkpoint.
    expect(await handedOut(released)).toBe('EVIDENCE_REFUSED')
    await room.checkpoint()
    expect(await handedOut(released)).toBe('TOKEN')
  }, 60_000)

  it('stands as long as the hold, and whoever has to lift that finds it', async () => {
    const [cancelled, denied] = [await room.submit(payment()), await room.submit(payment())]
    const id = await hold('order', cancelled.id)
    await cancel(cancelled)
    expect(
      (await room.sign('kim', { type: 'order', id: denied.id }, null, 'deny', { reason: 'Not ours' })).status,
    ).toBe(201)
    const later = await hold('order', denied.id)
    const listed = (await room.session('fay').get('/v1/holds')).body as { items: { id: string }[] }
    expect(listed.items.map((one) => one.id)).toEqual(expect.arrayContaining([id, later]))
    expect((await room.session('fay').get(`/v1/holds/${later}`)).status).toBe(200)
    for (const one of [id, later]) await lift(one)
  }, 60_000)

  it('is held by the way in which a signer was contacted, of itself and of what it takes the place of', async () => {
    const letter = { channel: 'letter', instructedBy: 'cfo@example.com' }
    const first = await room.submit({ reference: 'INV-84', instruction: letter })
    const said = { contactedBy: 'in_person', blindEntry: INVOICE }
    const subject = { type: 'order', id: first.id }
    expect((await room.sign('ben', subject, requirementOf(first, 'approval'), 'confirm', said)).status).toBe(201)
    const second = await room.submit({ reference: 'INV-84', ...BY_ERP })
    const both = async () => {
      expect([await scopesOn(first), await scopesOn(second)]).toEqual([['channel'], ['channel']])
    }
    await whileHeld('channel', 'in_person', both)
    await change(first, { executionDate: '2026-12-02' })
    await whileHeld('channel', 'in_person', both)
  }, 60_000)
})
