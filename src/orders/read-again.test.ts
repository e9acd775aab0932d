import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, type OrderAnswer, type PaymentRoom } from '../../test/support/payment-room.ts'
import type { OrderView } from './schema.ts'

describeWithPostgres('An order that is read again', () => {
  let room: PaymentRoom
  let order: OrderAnswer
  let etag: string
  beforeAll(async () => {
    room = await openPaymentRoom()
    order = await room.submit()
    etag = (await room.erp('get', `/v1/payment-orders/${order.id}`)).get('etag') ?? ''
    expect(etag).toBe('"1"')
    const hold = { scope: 'order', target: order.id, reason: 'Wait' }
    expect((await room.session('eve').post('/v1/holds', hold)).status).toBe(201)
  })
  afterAll(() => room.close())

  it.each([
    ['If-None-Match', () => ({ 'If-None-Match': etag })],
    ['If-None-Match of a cache', () => ({ 'If-None-Match': `W/${etag}` })],
    ['If-None-Match of anything', () => ({ 'If-None-Match': '*' })],
    ['If-Modified-Since', () => ({ 'If-Modified-Since': new Date(Date.now() + 86_400_000).toUTCString() })],
  ])(
    'is answered as it now stands, whatever was asked with %s: no version tells that it is held',
    async (_by, asked) => {
      const { status, body } = await room.erp('get', `/v1/payment-orders/${order.id}`, undefined, asked())
      expect([status, (body as OrderView).version]).toEqual([200, 1])
      expect((body as OrderView).holds).toEqual([expect.objectContaining({ scope: 'order', reason: 'Wait' })])
    },
  )

  it('still has the ETag that a change is based on', async () => {
    const path = `/v1/payment-orders/${order.id}`
    const changed = await room.erp('patch', path, { reference: 'INV-4711-B' }, { 'If-Match': etag })
    expect([changed.status, changed.get('etag')]).toEqual([200, '"2"'])
    expect((await room.erp('patch', path, { reference: 'INV-4711-C' }, { 'If-Match': etag })).status).toBe(412)
  })
})
