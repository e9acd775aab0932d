import { decodeJwt } from 'jose'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { giveUp } from '../../test/support/people-calls.ts'
import { openPaymentRoom, type OrderAnswer, type PaymentRoom } from '../../test/support/payment-room.ts'
import { handOutToken, type HandedOut } from './hand-out-token.ts'
import { releaseOrder } from './release-order.ts'
import type { Signer } from './signer-client.ts'

const daysFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

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
    // Long before the bank pays it: a token is not renewed yet.
    order = await room.submit({ executionDate: daysFromNow(30) })
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
    // Another one, signed after the lifting was proven, and no renewal: it ends when the first one would have.
    const again = await handOut()
    expect(again.token).not.toBe(first.token)
    expect([again.expiresAt, decodeJwt(again.token).exp]).toEqual([first.expiresAt, decodeJwt(first.token).exp])
  }, 30_000)

  it('is not made to live longer two banking days before its time, whatever the record says of the first one', async () => {
    const { rows } = await sql<{ token: string }>`select token from releases where order_id = ${order.id}`.execute(
      room.owner,
    )
    const [header, , signature] = (rows[0]?.token ?? '').split('.')
    const claims = { ...decodeJwt(first.token), exp: (decodeJwt(first.token).exp ?? 0) + 600 }
    const longer = [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
    const other = await room.submit({ executionDate: daysFromNow(0), reference: 'PO 9' })
    await room.approve(other)
    await room.checkpoint()
    expect(await releaseOrder(room.worker, room.kinds, signer, other.id)).toBe('released')
    await room.checkpoint()
    const ofOther = (await handOutToken(room.api, signer, 'erp', other.id)).token
    for (const kept of [longer, ofOther, 'none']) {
      await sql`update releases set token = ${kept} where order_id = ${order.id}`.execute(room.owner)
      await expect(room.release(order.id)).rejects.toMatchObject({ status: 409, code: 'RELEASE_TOO_EARLY' })
    }
    await sql`create table kept_release as select * from releases where order_id = ${order.id}`.execute(room.owner)
    await sql`delete from releases where order_id = ${order.id}`.execute(room.owner)
    await expect(room.release(order.id)).rejects.toMatchObject({ status: 409, code: 'RELEASE_TOO_EARLY' })
    await sql`insert into releases select * from kept_release`.execute(room.owner)
    await sql`update releases set token = ${first.token} where order_id = ${order.id}`.execute(room.owner)
    expect((await room.release(order.id)).expiresAt).toBe(first.expiresAt)
    // Due: renewed for its whole life.
    const iat = decodeJwt(ofOther).iat ?? 0
    const renewed = decodeJwt((await room.release(other.id)).token)
    expect([(renewed.exp ?? 0) - (renewed.iat ?? 0), (renewed.iat ?? 0) >= iat]).toEqual([900, true])
  }, 60_000)

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
