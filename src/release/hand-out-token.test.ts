import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { giveUp } from '../../test/support/people-calls.ts'
import { openPaymentRoom, type OrderAnswer, type PaymentRoom } from '../../test/support/payment-room.ts'
import { handOutToken, type HandedOut } from './hand-out-token.ts'
import { releaseOrder } from './release-order.ts'
import type { Signer } from './signer-client.ts'

describeWithPostgres('The token of a released order', () => {
  let room: PaymentRoom
  let order: OrderAnswer
  let first: HandedOut
  let signed = 0

  const signer: Pick<Signer, 'release'> = {
    release: (orderId) => {
      signed += 1
      return room.release(orderId)
    },
  }
  const handOut = () => handOutToken(room.api, signer, 'erp', order.id)

  beforeAll(async () => {
    room = await openPaymentRoom()
    order = await room.submit()
    await room.approve(order)
    await room.checkpoint()
    expect(await releaseOrder(room.worker, room.kinds, signer, order.id)).toBe('released')
    first = await handOut()
    await room.checkpoint()
  }, 120_000)
  afterAll(() => room.close())

  it('is the first one for as long as it lives', async () => {
    expect(await handOut()).toEqual(first)
    expect(signed).toBe(1)
  })

  it('is not handed out after a hold that a worker marked as lifted, and is again when it was rightly lifted', async () => {
    const asked = { scope: 'order', target: order.id, reason: 'Wait' }
    const { id } = (await room.session('kim').post('/v1/holds', asked)).body as { id: string }
    await expect(handOut()).rejects.toMatchObject({ code: 'HELD' })
    const lifted = sql`update holds set lifted_at = countersign_now(), lifted_by = 'chg_1' where id = ${id}`
    await lifted.execute(room.worker)
    await expect(handOut()).rejects.toMatchObject({ code: 'HELD' })
    await room.checkpoint()
    await expect(handOut()).rejects.toMatchObject({ code: 'HELD' })

    await sql`update holds set lifted_at = null, lifted_by = null where id = ${id}`.execute(room.owner)
    const proposed = await room.session('dan').post(`/v1/holds/${id}/lift`, { reason: 'Settled' })
    const lifting = proposed.body as OrderAnswer & { type: string }
    const subject = { type: lifting.type, id: lifting.id }
    for (const name of ['ben', 'ivy'] as const)
      expect((await room.sign(name, subject, lifting.requirements[0]?.id ?? '', 'confirm')).status).toBe(201)
    await room.checkpoint()
    expect(Object.keys(await handOut())).toEqual(['token', 'expiresAt'])
  }, 30_000)

  it('is not handed out once a key that signed for it was given up, and says how it can still be paid', async () => {
    order = await room.submit({ reference: 'INV-2' })
    await room.approve(order)
    await room.checkpoint()
    expect(await releaseOrder(room.worker, room.kinds, signer, order.id)).toBe('released')
    expect(await handOut()).toEqual(await handOut())
    const ben = room.keys.get('ben')
    if (ben === undefined) throw new Error('Ben has no key')
    const { rows } = await sql<{ id: string }>`
      select id from keys where person_id = ${room.personId('ben')}`.execute(room.owner)
    expect((await giveUp(room.session('ben'), rows[0]?.id ?? '', ben)).status).toBe(204)
    // The first one lives for minutes yet.
    await expect(handOut()).rejects.toMatchObject({ status: 409 })
    await room.checkpoint()
    await expect(handOut()).rejects.toMatchObject({
      code: 'EVIDENCE_REFUSED',
      detail: expect.stringMatching(/Do not pay.*report it as failed.*supersedes/),
      errors: expect.arrayContaining([expect.objectContaining({ code: expect.any(String) })]),
    })
  }, 30_000)
})
