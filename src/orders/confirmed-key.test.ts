import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import request from 'supertest'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, ORDER, type PaymentRoom } from '../../test/support/payment-room.ts'
import { TEST_ORIGIN } from '../../test/support/software-key.ts'
import type { OrderView } from './schema.ts'

type Method = 'post' | 'patch'
interface Write {
  readonly method?: Method
  readonly path: string
  readonly body: object | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

const ORDERS = '/v1/payment-orders'

/** Everything that is done to orders in a person's name, on an order of theirs at this version. */
const WRITES: readonly (readonly [string, (order: Pick<OrderView, 'id' | 'version'>) => Write])[] = [
  ['submits', () => ({ path: ORDERS, body: fresh() })],
  ['submits a batch', () => ({ path: '/v1/payment-batches', body: { messageId: randomUUID(), orders: [fresh()] } })],
  [
    'amends',
    ({ id, version }) => ({
      ...{ method: 'patch', path: `${ORDERS}/${id}`, body: { amount: '20.00' } },
      headers: { 'If-Match': `"${version}"` },
    }),
  ],
  [
    'attaches a file',
    ({ id }) => ({
      ...{ path: `${ORDERS}/${id}/attachments?fileName=a.pdf`, body: Buffer.from('%PDF-1.4') },
      headers: { 'Content-Type': 'application/pdf' },
    }),
  ],
  ['comments', ({ id }) => ({ path: `${ORDERS}/${id}/comments`, body: { body: 'Please hurry' } })],
  ['cancels', ({ id }) => ({ path: `${ORDERS}/${id}/cancel`, body: {} })],
]

function fresh(): object {
  return { externalId: randomUUID(), ...ORDER, amount: '10.00', reference: randomUUID() }
}

describeWithPostgres('Whoever acts on orders in their own name', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    room = await openPaymentRoom()
  })
  afterAll(() => room.close())

  const keyIs = (state: 'active' | 'pending' | 'quarantined') =>
    sql`
      update keys set state = ${state},
             quarantine_ends_at = case when ${state} = 'quarantined' then now() + interval '1 day' end
       where person_id = ${room.personId('ana')}`.execute(room.owner)
  const call = ({ method = 'post', path, body, headers = {} }: Write) => {
    const agent = request(room.app)
    return agent[method](path)
      .set({ Cookie: room.session('ana').cookie, Origin: TEST_ORIGIN, 'Idempotency-Key': randomUUID(), ...headers })
      .send(body)
  }
  const ownOrder = async (): Promise<OrderView> => {
    await keyIs('active')
    return (await call({ path: ORDERS, body: fresh() }).expect(201)).body as OrderView
  }

  describe.each(WRITES)('%s', (_does, write) => {
    it.each([
      ['pending', 'CREDENTIAL_INACTIVE'],
      ['quarantined', 'CREDENTIAL_QUARANTINED'],
    ] as const)('not with a key that is %s', async (state, code) => {
      const order = await ownOrder()
      await keyIs(state)
      const answer = await call(write(order))
      expect(`${answer.status} ${(JSON.parse(answer.text) as { code?: string }).code}`).toBe(`403 ${code}`)
      await keyIs('active')
      const after = (await room.session('ana').get(`/v1/payment-orders/${order.id}`)).body as OrderView
      expect([after.version, after.state, after.comments]).toEqual([1, order.state, []])
    })

    it('with one that is active', async () => {
      const { status, text } = await call(write(await ownOrder()))
      expect(`${status} ${text}`).toMatch(/^20[01] /)
    })
  })

  it('reads and reports with a key that is in quarantine', async () => {
    const order = await ownOrder()
    await keyIs('quarantined')
    expect((await room.session('ana').get(`/v1/payment-orders/${order.id}`)).status).toBe(200)
    const hold = { scope: 'order', target: order.id, reason: 'I did not mean this' }
    expect((await room.session('ana').post('/v1/holds', hold)).status).toBe(201)
    await keyIs('active')
  })
})
