import { randomUUID } from 'node:crypto'
import request, { type Response } from 'supertest'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, ORDER, type PaymentRoom } from '../../test/support/payment-room.ts'
import type { FieldError } from '../domain/errors.ts'

describeWithPostgres('Payment orders over HTTP', () => {
  let room: PaymentRoom
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)
  afterAll(() => room.close())

  const order = (changes: object = {}) => ({ externalId: randomUUID(), ...ORDER, ...changes })
  const submit = (changes: object) => room.erp('post', '/v1/payment-orders', order(changes))
  /** As it is written, since JSON.stringify has no way to write such a number. */
  const raw = (method: 'post' | 'patch', path: string, json: string, headers = {}) =>
    room.erp(method, path, json as unknown as object, { 'Content-Type': 'application/json', ...headers })
  const found = ({ status, text }: Response) => {
    const { errors = [] } = JSON.parse(text) as { errors?: FieldError[] }
    return [String(status), ...errors.map(({ path, code }) => `${path} ${code}`)]
  }

  it('is refused, at its path, for a number that no double holds', async () => {
    const { amount: _amount, ...rest } = order()
    const withAmount = JSON.stringify(rest).replace('{', '{"amount":1e999,')
    expect(found(await raw('post', '/v1/payment-orders', withAmount))).toEqual(['422', 'amount AMOUNT_FORMAT'])
    expect(found(await raw('post', '/v1/payment-orders', '{"elements":{"a":-1e400}}'))).toEqual([
      '422',
      'elements.a FIELD_INVALID',
    ])
    const batch = `{"messageId":"m","orders":[${withAmount}]}`
    expect(found(await raw('post', '/v1/payment-batches', batch))).toEqual(['422', 'orders[0].amount AMOUNT_FORMAT'])
    const amended = await raw('patch', '/v1/payment-orders/ord_1', '{"amount":1e999}', { 'If-Match': '"1"' })
    expect(found(amended)).toEqual(['422', 'amount AMOUNT_FORMAT'])
  })

  it.each([
    ['2026-11-30T09:12:00Z', '2026-11-30T09:12:00.000Z'],
    ['2026-11-30T09:12:00+00:00', '2026-11-30T09:12:00.000Z'],
    ['2026-11-30T09:12:00.123456+00:00', '2026-11-30T09:12:00.123Z'],
    ['2026-11-30t09:12:00z', '2026-11-30T09:12:00.000Z'],
    ['2026-11-30T09:12:00-00:00', '2026-11-30T09:12:00.000Z'],
  ])('was asked for at %s, however UTC is written', async (receivedAt, kept) => {
    const answer = await submit({ instruction: { ...ORDER.instruction, receivedAt } })
    expect([answer.status, (answer.body as { instruction?: unknown }).instruction]).toEqual([
      201,
      expect.objectContaining({ receivedAt: kept }),
    ])
  })

  it.each(['2026-11-30T10:12:00+01:00', '2026-11-30 09:12:00Z', '2026-02-30T09:12:00Z', 'yesterday', 1_764_493_920])(
    'says which time it wants instead of %s',
    async (receivedAt) => {
      const answer = await submit({ instruction: { ...ORDER.instruction, receivedAt } })
      expect(found(answer)).toEqual(['422', 'instruction.receivedAt FIELD_INVALID'])
      expect(answer.text).toContain('UTC, such as 2026-11-30T09:12:00Z')
    },
  )

  it.each([
    [{ account: ORDER.payee.account }, ['payee.name FIELD_INVALID']],
    [{ name: 'Ateliers' }, ['payee.account FIELD_INVALID']],
    [{ counterpartyId: 'cpt_1' }, ['payee.accountId FIELD_INVALID']],
    [{ accountId: 'acc_1' }, ['payee.counterpartyId FIELD_INVALID']],
    [{ ...ORDER.payee, iban: 'x' }, ['payee.iban FIELD_UNKNOWN']],
    [{ counterpartyId: 'cpt_1', accountId: 'acc_1', name: 'Ateliers' }, ['payee.name FIELD_UNKNOWN']],
    ['Ateliers', ['payee FIELD_INVALID']],
  ])('names what is wrong in a payee such as %j', async (payee, errors) => {
    expect(found(await submit({ payee }))).toEqual(['422', ...errors])
  })

  it('names a field of an item of a run by one path, whoever finds it', async () => {
    const post = (changes: object) =>
      room.erp('post', '/v1/payment-batches', { messageId: randomUUID(), orders: [order(), order(changes)] })
    expect(found(await post({ reference: 1 }))).toEqual(['422', 'orders[1].reference FIELD_INVALID'])
    expect(found(await post({ amount: '1e6' }))).toEqual(['422', 'orders[1].amount AMOUNT_FORMAT'])
  })

  it('takes a run without a key, and the very same run again for the first one', async () => {
    const post = (body: object) => room.session('ana').post('/v1/payment-batches', body)
    const run = { messageId: randomUUID(), orders: [order({ reference: 'RUN 1' })] }
    const [first, again] = [await post(run), await post(run)]
    expect([first.status, first.headers['idempotent-replayed']]).toEqual([201, undefined])
    expect([again.status, again.headers['idempotent-replayed'], again.body]).toEqual([201, 'true', first.body])
    const other = await post({ ...run, messageId: randomUUID() })
    expect(found(other)).toEqual(['422', 'orders[0].externalId EXTERNAL_ID_IN_USE'])
    const single = await room.session('ana').post('/v1/payment-orders', order())
    expect([single.status, (single.body as { code?: unknown }).code]).toEqual([400, 'IDEMPOTENCY_KEY_REQUIRED'])
  })

  it.each(['', '/context', '/release', '/bundle'])('is not there by an id that none can have%s', async (call) => {
    const path = `/v1/payment-orders/${'a'.repeat(70)}${call}`
    const answer = call === '/context' ? await room.session('eve').get(path) : await room.erp('get', path)
    expect([answer.status, JSON.parse(answer.text)]).toEqual([404, expect.objectContaining({ code: 'NOT_FOUND' })])
  })

  it('is not cancelled by a body of a type that nobody reads, as if it had none', async () => {
    const { id } = await room.submit()
    const headers = { 'Content-Type': 'application/xml' }
    const sent = await room.erp('post', `/v1/payment-orders/${id}/cancel`, '<reason/>' as unknown as object, headers)
    expect([sent.status, JSON.parse(sent.text)]).toEqual([415, expect.objectContaining({ code: 'MEDIA_TYPE' })])
    expect((await room.erp('post', `/v1/payment-orders/${id}/cancel`)).status).toBe(200)
  })

  it('knows a caller by the secret alone', async () => {
    expect((await request(room.app).get('/v1/payment-orders/ord_1')).status).toBe(401)
  })
})
