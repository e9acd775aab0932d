import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ApiError, createApi, type OrderBody } from './api.ts'

interface Seen {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

let server: Server
let origin: string
let seen: Seen[]
let answer: { status: number; body: string; headers?: Record<string, string>; delayMs?: number }

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body })
      setTimeout(
        () =>
          response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body),
        answer.delayMs ?? 0,
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  seen = []
  answer = { status: 200, body: '{"id":"ord_1"}' }
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const api = (timeoutMs?: number) =>
  createApi({ origin, secret: 'cs_secret', ...(timeoutMs === undefined ? {} : { timeoutMs }) })

async function failure(call: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof ApiError) return error
  throw new Error('Unexpected success, expected an ApiError')
}

const order: OrderBody = {
  externalId: 'INV-4711',
  requestedBy: ['ana@example.com'],
  originatingAccount: 'main-eur',
  amount: '12500.00',
  currency: 'EUR',
  payee: { name: 'Ateliers du Rhone SAS', account: { iban: 'FR7630006000011234567890189' } },
  executionDate: '2026-12-01',
  reference: 'INV-4711',
  instruction: { channel: 'erp' },
}

describe('The calls an ERP makes', () => {
  it('submit an order under a key that makes a repetition harmless', async () => {
    answer = { status: 201, body: '{"id":"ord_1","state":"awaiting_evidence"}' }
    expect(await api().submitOrder(order, 'INV-4711')).toEqual({ id: 'ord_1', state: 'awaiting_evidence' })
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/v1/payment-orders',
      headers: { authorization: 'Bearer cs_secret', 'idempotency-key': 'INV-4711', 'content-type': 'application/json' },
    })
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual(order)
  })

  it('read orders, releases and events, and report what became of a payment', async () => {
    await api().getOrder('ord_1')
    await api().getRelease('ord_1')
    await api().events(17)
    await api().report('ord_1', { status: 'executed', bankReference: 'BNK-1', at: '2026-12-01T12:00:00Z' })
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /v1/payment-orders/ord_1',
      'GET /v1/payment-orders/ord_1/release',
      'GET /v1/events?after=17&limit=100',
      'POST /v1/payment-orders/ord_1/report',
    ])
    expect(seen[3]?.body).toBe('{"status":"executed","bankReference":"BNK-1","at":"2026-12-01T12:00:00Z"}')
  })

  it('cannot be led elsewhere by an id', async () => {
    await api().getOrder('../v1/people?x=#y')
    expect(seen[0]?.url).toBe('/v1/payment-orders/..%2Fv1%2Fpeople%3Fx%3D%23y')
  })
})

describe('A call that fails', () => {
  it('says what the server said', async () => {
    const errors = [{ path: 'amount', code: 'AMOUNT_FORMAT', detail: 'Write it as 12500.00.' }]
    answer = { status: 422, body: JSON.stringify({ code: 'AMOUNT_FORMAT', detail: 'Write it as 12500.00.', errors }) }
    expect(await failure(api().submitOrder(order, 'k'))).toMatchObject({
      status: 422,
      code: 'AMOUNT_FORMAT',
      detail: 'Write it as 12500.00.',
      errors,
    })
    answer = { status: 409, body: '{"code":"HELD","detail":"This is held."}' }
    expect(await failure(api().getRelease('ord_1'))).toMatchObject({ status: 409, code: 'HELD', errors: [] })
  })

  it('says so when there was no answer, a late one, or none that can be read', async () => {
    answer = { status: 502, body: '<html>' }
    expect(await failure(api().getOrder('ord_1'))).toMatchObject({ status: 0, code: 'NO_ANSWER' })
    answer = { status: 200, body: '{}', delayMs: 500 }
    expect(await failure(api(50).getOrder('ord_1'))).toMatchObject({ status: 0, code: 'NO_ANSWER' })
    expect(await failure(createApi({ origin: 'http://127.0.0.1:1', secret: 's' }).getOrder('ord_1'))).toMatchObject({
      code: 'NO_ANSWER',
    })
  })

  it('does not follow a redirect with the secret', async () => {
    answer = { status: 307, body: '{}', headers: { location: '/elsewhere' } }
    expect(await failure(api().getOrder('ord_1'))).toMatchObject({ code: 'NO_ANSWER' })
    expect(seen.map(({ url }) => url)).toEqual(['/v1/payment-orders/ord_1'])
  })
})
