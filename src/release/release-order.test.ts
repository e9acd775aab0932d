import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { letSettle, signUnheard, sweepKept } from '../../test/support/kept-answer.ts'
import { openPaymentRoom, type OrderAnswer, type PaymentRoom } from '../../test/support/payment-room.ts'
import { releaseOrder } from './release-order.ts'
import type { Signer } from './signer-client.ts'

describeWithPostgres('The release of an order that somebody has denied', () => {
  let room: PaymentRoom
  let asked: string[]
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)
  beforeEach(() => {
    asked = []
  })
  afterAll(() => room.close())

  const unused = async (): Promise<never> => {
    throw new Error('The releaser asks for releases alone')
  }
  const release = (order: OrderAnswer, beforeLast: () => Promise<unknown> = async () => {}) => {
    const signer: Signer = {
      async release(id) {
        asked.push(id)
        const signed = await room.release(id)
        await beforeLast()
        return signed
      },
      ...{ sign: unused, publicKeys: unused },
    }
    return releaseOrder(room.worker, room.kinds, signer, order.id)
  }
  const approved = async (reference: string): Promise<OrderAnswer> => {
    const order = await room.submit({ reference })
    await room.approve(order)
    await room.checkpoint()
    return order
  }
  const deny = ({ id }: OrderAnswer) =>
    signUnheard(room, 'kim', { type: 'order', id }, null, 'deny', { reason: 'The invoice is forged' })
  const stateOf = async ({ id }: OrderAnswer) => (await room.head(id)).state

  it('waits for the denial to be recorded, which stops it', async () => {
    const order = await approved('kept')
    const denial = await deny(order)
    expect(await release(order)).toBe('being_denied')
    expect(asked).toEqual([])
    expect(await stateOf(order)).toBe('approved')

    await letSettle(room, denial)
    expect(await sweepKept(room)).toEqual([`recorded deny ${denial}`])
    expect(await release(order)).toBe('gone')
    expect(await stateOf(order)).toBe('denied')
  })

  it('waits for one that is handed in while the signer signs', async () => {
    const order = await approved('at the last')
    let denial = ''
    const denyMeanwhile = async () => {
      denial = await deny(order)
    }
    expect(await release(order, denyMeanwhile)).toBe('being_denied')
    expect(asked).toEqual([order.id])
    expect(await stateOf(order)).toBe('approved')

    await letSettle(room, denial)
    expect(await sweepKept(room)).toEqual([`recorded deny ${denial}`])
  })

  it('goes on when the denial was not recorded in time', async () => {
    const order = await approved('lost')
    const denial = await deny(order)
    await sql`update challenges set expires_at = countersign_now() where id = ${denial}`.execute(room.owner)
    expect(await release(order)).toBe('released')
    expect(await sweepKept(room)).toEqual([`lost deny ${denial}`])
  })

  it('goes on when the rules refuse the denial', async () => {
    const order = await approved('refused')
    const denial = await deny(order)
    await letSettle(room, denial)
    await sql`update people set state = 'left' where id = ${room.personId('kim')}`.execute(room.owner)
    expect(await sweepKept(room)).toEqual([`refused deny ${denial}`])
    await sql`update people set state = 'active' where id = ${room.personId('kim')}`.execute(room.owner)
    expect(await release(order)).toBe('released')
  })
})
