import { describeWithPostgres } from '../../test/support/database.ts'
import { LANDLORD } from '../../test/support/organisation.ts'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import { releaseOrder } from '../release/release-order.ts'

const MULE = { name: 'Quay Fittings Ltd', account: { other: { id: '4400123477' } } }
const ON_FILE = { name: LANDLORD.name, account: LANDLORD.account }
const BY_ERP = { instruction: { channel: 'erp' }, requestedBy: ['hal@example.com'] }

type Held = OrderAnswer & { readonly holds: readonly { readonly id: string; readonly scope: string }[] }

/** Somebody reports it, or a call goes wrong; and whoever was deceived hands the same payment in once more. */
describeWithPostgres('What takes the place of a held order', () => {
  let room: PaymentRoom
  let count = 0
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
  const cancel = async ({ id }: OrderAnswer) => {
    expect((await room.erp('post', `/v1/payment-orders/${id}/cancel`, {})).status).toBe(200)
  }
  const hold = async (scope: string, target: string) => {
    const placed = await room.session('fay').post('/v1/holds', { scope, target, reason: 'Wait' })
    expect([placed.status, placed.text]).toEqual([201, expect.any(String)])
    return (placed.body as { id: string }).id
  }
  const lift = async (holdId: string) => {
    const asked = await room.session('dan').post(`/v1/holds/${holdId}/lift`, { reason: 'All is well' })
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

  it('is stopped by what stops any of those that it supersedes, one after the other', async () => {
    const claimed = { instruction: { channel: 'video', instructedBy: 'cfo@example.com' } }
    const first = await room.submit(payment(claimed))
    const second = await room.submit(payment({ ...BY_ERP, supersedes: first.id }))
    const third = await room.submit(payment({ ...BY_ERP, supersedes: second.id }))
    for (const [scope, target] of [
      ['channel', 'video'],
      ['order', first.id],
      ['order', second.id],
      ['person', room.personId('ana')],
      ['person', room.personId('cfo')],
    ] as const)
      await whileHeld(scope, target, async () => expect(await scopesOn(third)).toEqual([scope]))
    expect(await scopesOn(third)).toEqual([])
  }, 60_000)

  it.each([
    [
      'the same payee and reference, the account on file',
      { payee: ON_FILE, reference: 'Rent 7' },
      { reference: 'rent-7' },
    ],
    ['the same account, which nobody vetted, whatever its reference', {}, { reference: 'Something else' }],
    ['the same account, which nobody vetted, under another name', {}, { payee: { ...MULE, name: 'Other Works' } }],
  ])(
    'is what is handed in again: %s',
    async (_, changes, again) => {
      const invoice = payment(changes)
      const account = invoice.payee.account
      const first = await room.submit({ ...invoice, instruction: { channel: 'chat', instructedBy: 'cfo@example.com' } })
      await cancel(first)
      const second = await room.submit({
        ...invoice,
        ...again,
        payee: { ...('payee' in again ? again.payee : invoice.payee), account },
        ...BY_ERP,
      })
      await whileHeld('order', first.id, async () => expect(await scopesOn(second)).toEqual(['order']))
      await whileHeld('channel', 'chat', async () => expect(await scopesOn(second)).toEqual(['channel']))
      // Also where the earlier one was changed before it was cancelled, or this one since.
      const changed = await room.erp(
        'patch',
        `/v1/payment-orders/${second.id}`,
        { amount: '7100.00' },
        { 'If-Match': '"1"' },
      )
      expect(changed.status).toBe(200)
      await whileHeld('order', first.id, async () => expect(await scopesOn(second)).toEqual(['order']))
    },
    60_000,
  )

  it('is what is handed in again for an order that was amended away before it was cancelled', async () => {
    const invoice = payment()
    const first = await room.submit(invoice)
    const away = { payee: ON_FILE, reference: 'Rent 9' }
    expect((await room.erp('patch', `/v1/payment-orders/${first.id}`, away, { 'If-Match': '"1"' })).status).toBe(200)
    await cancel(first)
    const second = await room.submit({ ...invoice, ...BY_ERP })
    await whileHeld('order', first.id, async () => expect(await scopesOn(second)).toEqual(['order']))
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

  it('is not what was submitted before it, nor what comes after one that was released', async () => {
    const invoice = payment()
    const [before, later] = [await room.submit({ ...invoice, ...BY_ERP }), await room.submit(invoice)]
    await whileHeld('order', later.id, async () => {
      expect([await scopesOn(before), await scopesOn(later)]).toEqual([[], ['order']])
    })
    const paid = await room.submit({ reference: 'INV-82' })
    await room.approve(paid)
    expect(await decided(paid)).toEqual(['SIGNED', 'released'])
    const next = await room.submit({ reference: 'INV-82', ...BY_ERP })
    await whileHeld('order', paid.id, async () => expect(await scopesOn(next)).toEqual([]))
  }, 60_000)

  it('stays approved, and nobody is told why, after a denial under threat', async () => {
    const first = await room.submit({ reference: 'INV-83' })
    const denied = await room.sign('kim', { type: 'order', id: first.id }, null, 'deny', { reason: 'duress' })
    expect(denied.status).toBe(201)
    const second = await room.submit({ reference: 'INV-83', ...BY_ERP })
    await approve(second)
    expect(await read(second)).toMatchObject({ holds: [] })
    expect([...(await decided(second)), await tokenFor(second)]).toEqual(['HELD', 'held', 'NOT_RELEASED'])
    expect((await room.session('ben').get('/v1/subjects?view=held')).body).toMatchObject({ items: [] })
  }, 60_000)

  it('and whoever has to lift a hold on what was cancelled finds it', async () => {
    const first = await room.submit(payment())
    const id = await hold('order', first.id)
    await cancel(first)
    expect((await room.session('fay').get(`/v1/holds/${id}`)).status).toBe(200)
    const listed = (await room.session('fay').get('/v1/holds')).body as { items: { id: string }[] }
    expect(listed.items.map((one) => one.id)).toContain(id)
    await lift(id)
  }, 60_000)

  it('is held by the way in which a signer was contacted, of itself and of what it takes the place of', async () => {
    const first = await room.submit({
      reference: 'INV-84',
      instruction: { channel: 'letter', instructedBy: 'cfo@example.com' },
    })
    const said = { contactedBy: 'in_person', blindEntry: INVOICE }
    const subject = { type: 'order', id: first.id }
    expect((await room.sign('ben', subject, requirementOf(first, 'approval'), 'confirm', said)).status).toBe(201)
    const second = await room.submit({ reference: 'INV-84', ...BY_ERP })
    await whileHeld('channel', 'in_person', async () => {
      expect([await scopesOn(first), await scopesOn(second)]).toEqual([['channel'], ['channel']])
    })
  }, 60_000)
})
