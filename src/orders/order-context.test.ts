import { sql } from 'kysely'
import request from 'supertest'
import { describeWithPostgres } from '../../test/support/database.ts'
import { exampleIban, LANDLORD, SUPPLIER } from '../../test/support/organisation.ts'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type Name,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import { OrderContextView } from './schema.ts'

const OTHER = { iban: exampleIban(99_000_077) }
const ROUTINE = { amount: '812.34', instruction: { channel: 'erp' } }

describeWithPostgres("an order's context", () => {
  let room: PaymentRoom
  let paid: OrderAnswer
  let vetted: OrderAnswer
  let changed: OrderAnswer
  let first: OrderAnswer
  beforeAll(async () => {
    room = await openPaymentRoom()
    paid = await room.submit({ ...ROUTINE, reference: 'C-1' })
    await room.sign('ivy', { type: 'order', id: paid.id }, requirementOf(paid, 'approval'), 'confirm', {
      blindEntry: { ...INVOICE, amount: '812.34' },
    })
    // Only that it was released matters here, not how.
    await sql`update subjects set state = 'released', closed_at = now() where id = ${paid.id}`.execute(room.owner)
    vetted = await room.submit({ reference: 'C-2' })
    changed = await room.submit({ reference: 'C-3', payee: { name: SUPPLIER.name, account: OTHER } })
    first = await room.submit({ reference: 'C-4', payee: { name: 'Nouveau Fournisseur SARL', account: OTHER } })
  })
  afterAll(() => room.close())

  const read = async (name: Name, id: string): Promise<OrderContextView> => {
    const { status, body } = await room.session(name).get(`/v1/payment-orders/${id}/context`)
    expect(status).toBe(200)
    return OrderContextView.strict().parse(body)
  }

  it('compares the account with the one on file and the one last paid, and says who put it there', async () => {
    const { account } = await read('eve', vetted.id)
    expect(account).toMatchObject({
      status: 'vetted',
      current: SUPPLIER.account,
      lastUsed: { account: SUPPLIER.account, orderId: paid.id },
      differences: [],
    })
    expect(account.onFile?.activatedBy.sort()).toEqual([room.personId('ben'), room.personId('ivy')].sort())
    expect(account.onFile?.provenance).toMatch(/checked by a call/)
    expect((await read('eve', changed.id)).account).toMatchObject({
      status: 'changed',
      current: OTHER,
      differences: ['number'],
      // What a changed account is to be held against, above all before it was ever paid.
      onFile: { accountId: account.onFile?.accountId, account: SUPPLIER.account },
    })
    expect((await read('eve', first.id)).account).toEqual({
      ...{ status: 'new', onFile: null, lastUsed: null, differences: [] },
      current: OTHER,
    })
  })

  it('tells what else was paid to this payee, and which changes there were', async () => {
    const { payeeHistory, changes } = await read('eve', changed.id)
    expect(payeeHistory).toMatchObject({ count: 1, firstAt: expect.any(String) })
    expect(payeeHistory.recent.map((one) => one.orderId)).toEqual([vetted.id, paid.id])
    expect(payeeHistory.recent.map((one) => one.amount)).toEqual(['214000.00', '812.34'])
    expect(changes).toMatchObject([{ kind: 'account-change', state: 'applied' }])
    expect((await read('eve', first.id)).payeeHistory).toEqual({ count: 0, firstAt: null, lastAt: null, recent: [] })
  })

  it('gives neither amount nor account to somebody who has yet to type them, nor anything to guess them by', async () => {
    // A denied one of the same amount would answer for the one that came after it.
    const denied = await room.submit({ reference: 'C-5', amount: '33333.33' })
    await room.sign('ivy', { type: 'order', id: denied.id }, null, 'deny', { reason: 'No' })
    const again = await room.submit({ reference: 'C-6', amount: '33333.33' })
    for (const order of [vetted, changed, first, again]) {
      const { text, body } = await room.session('ben').get(`/v1/payment-orders/${order.id}/context`)
      expect(text).not.toMatch(/214000|812\.34|33333/)
      for (const { iban } of [SUPPLIER.account, LANDLORD.account, OTHER]) {
        expect(text).not.toContain(iban)
        expect(text).not.toContain(iban.slice(-4) + '"')
      }
      expect(body.account).toMatchObject({ current: null, differences: [] })
      expect(body.account.onFile?.account ?? null).toBeNull()
      expect(body.account.onFile?.provenance ?? null).toBeNull()
      expect(body.account.lastUsed?.account ?? null).toBeNull()
    }
    // Nor does the denied one itself, which the signals of the other name.
    for (const path of [
      `/v1/payment-orders/${denied.id}`,
      `/v1/subjects/order/${denied.id}`,
      '/v1/subjects?view=done',
    ]) {
      const { text } = await room.session('ben').get(path)
      expect(text).toContain(denied.id)
      expect(text).not.toMatch(/33.?333/)
      expect(text).not.toContain(SUPPLIER.account.iban)
    }
    await room.challenge('ben', { type: 'order', id: vetted.id }, requirementOf(vetted, 'approval'), 'confirm', {
      blindEntry: INVOICE,
    })
    const seen = await read('ben', vetted.id)
    expect(seen.account.current).toEqual(SUPPLIER.account)
    // Seeing this one does not open the others.
    const amounts = new Map(seen.payeeHistory.recent.map((one) => [one.orderId, one.amount]))
    expect([amounts.get(changed.id), amounts.get(paid.id)]).toEqual([null, '812.34'])
  })

  it('says which version of the order it is about', async () => {
    const order = await room.submit({ ...ROUTINE, reference: 'C-7' })
    expect((await read('eve', order.id)).version).toBe(1)
    await room.erp('patch', `/v1/payment-orders/${order.id}`, { reference: 'C-7b' }, { 'If-Match': '"1"' })
    expect((await read('eve', order.id)).version).toBe(2)
  })

  it('needs a person and an order', async () => {
    const path = `/v1/payment-orders/${vetted.id}/context`
    expect((await request(room.app).get(path)).status).toBe(401)
    expect((await room.erp('get', path)).status).toBe(403)
    expect((await room.session('ben').get('/v1/payment-orders/ord_none/context')).status).toBe(404)
  })
})
