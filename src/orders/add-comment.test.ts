import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, type PaymentRoom } from '../../test/support/payment-room.ts'
import { COMMENT_LIMIT } from './additions-store.ts'
import type { OrderView } from './schema.ts'

describeWithPostgres('Comments on an order', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    room = await openPaymentRoom()
  })
  afterAll(() => room.close())

  const bodiesOf = (body: unknown) => (body as OrderView).comments.map((one) => one.body)
  const comment = (orderId: string, body: string) =>
    room.erp('post', `/v1/payment-orders/${orderId}/comments`, { body })
  const giveComments = (orderId: string, count: number) =>
    sql`
      insert into comments (id, order_id, author, body, created_at)
      select ${`cmt_${orderId}_`} || n, ${orderId}, 'client:erp', 'Comment ' || n, now() - interval '1 day' + n * interval '1 second'
        from generate_series(1, ${count}::int) n`.execute(room.owner)

  it('come from whoever is signed in, and from clients that may write', async () => {
    const { id } = await room.submit()
    expect((await room.session('hal').post(`/v1/payment-orders/${id}/comments`, { body: 'Seen' })).status).toBe(201)
    expect(bodiesOf((await comment(id, 'Asked again')).body)).toEqual(['Seen', 'Asked again'])

    const scopes = (list: string) => sql`update clients set scopes = ${list}::text[] where id = 'erp'`
    await scopes('{orders:read,events:read}').execute(room.owner)
    try {
      expect((await room.erp('get', `/v1/payment-orders/${id}`)).status).toBe(200)
      expect(await comment(id, 'Only reading')).toMatchObject({ status: 403, body: { code: 'SCOPE' } })
    } finally {
      await scopes('{orders:write,orders:read,events:read}').execute(room.owner)
    }
    expect(bodiesOf((await room.erp('get', `/v1/payment-orders/${id}`)).body)).toEqual(['Seen', 'Asked again'])
  })

  it('are so many to an order and no more, also when several come at once', async () => {
    const { id } = await room.submit()
    await giveComments(id, COMMENT_LIMIT - 1)
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((body) => comment(id, body)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422, 422])
    const refused = answers.find(({ status }) => status === 422)
    expect(refused?.body).toMatchObject({ code: 'TOO_MANY_COMMENTS', errors: [{ path: 'body' }] })
    expect(bodiesOf((await room.erp('get', `/v1/payment-orders/${id}`)).body)).toHaveLength(COMMENT_LIMIT)
    // Another order has room of its own.
    expect((await comment((await room.submit()).id, 'Here')).status).toBe(201)
  })

  it('are read no further than that, the newest of them, whatever the record holds', async () => {
    const { id } = await room.submit()
    await giveComments(id, COMMENT_LIMIT + 3)
    const bodies = bodiesOf((await room.erp('get', `/v1/payment-orders/${id}`)).body)
    expect(bodies).toHaveLength(COMMENT_LIMIT)
    expect([bodies.at(0), bodies.at(-1)]).toEqual(['Comment 4', `Comment ${COMMENT_LIMIT + 3}`])
  })
})
