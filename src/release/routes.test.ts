import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, type PaymentRoom } from '../../test/support/payment-room.ts'
import { giveUp } from '../../test/support/people-calls.ts'
import type { Bundle } from '../log/bundle.ts'
import { verifyBundle } from '../log/verify-bundle.ts'

describeWithPostgres('The bundle of a payment that is not released', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)
  afterAll(() => room.close())

  const pathOf = (orderId: string): string => `/v1/payment-orders/${orderId}/bundle`

  it('is for auditors, above all where the signer refuses it, and says why it does', async () => {
    const order = await room.submit()
    expect((await room.session('hal').get(pathOf(order.id))).body).toMatchObject({ status: 409, code: 'NOT_RELEASED' })
    await room.approve(order)
    const { items } = (await room.session('dan').get('/v1/keys')).body as { items: { id: string }[] }
    const dan = room.keys.get('dan')
    if (dan === undefined) throw new Error('Dan has no key')
    expect((await giveUp(room.session('dan'), items[0]?.id ?? '', dan)).status).toBe(204)
    await room.checkpoint()
    await expect(room.release(order.id)).rejects.toMatchObject({ code: 'EVIDENCE_REFUSED' })

    const read = await room.session('hal').get(pathOf(order.id))
    expect(read.status).toBe(200)
    expect(await verifyBundle(JSON.parse(read.text) as Bundle, room.trust)).toEqual([
      expect.objectContaining({ code: 'NOT_SATISFIED', about: order.id }),
    ])
    expect((await room.erp('get', pathOf(order.id))).body).toMatchObject({ status: 409, code: 'NOT_RELEASED' })
    expect((await room.session('ben').get(pathOf(order.id))).status).toBe(404)
  })
})
