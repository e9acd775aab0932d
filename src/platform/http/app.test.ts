import { Router, type Express } from 'express'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import request from 'supertest'
import { z } from 'zod'
import { CountersignError, conflict, refuseField } from '../../domain/errors.ts'
import { createLogger } from '../telemetry/logger.ts'
import { createHttpApp } from './app.ts'
import { createRequestLog } from './request-log.ts'

const Order = z.strictObject({
  amount: z.string(),
  payee: z.strictObject({ name: z.string() }),
  items: z.array(z.strictObject({ reference: z.string() })).optional(),
  iban: z
    .string()
    .superRefine((_value, context) => {
      context.addIssue({ code: 'custom', message: 'Write it without gaps.', params: { code: 'IBAN_INVALID' } })
    })
    .optional(),
})

describe('the HTTP edge', () => {
  let app: Express
  let faults: unknown[]
  let codes: string[]
  let lines: string[]

  function createApp(publicOrigin: string): Express {
    const router = Router()
    const limiter = new RateLimiterMemory({ points: 1, duration: 60 })
    router.post('/v1/echo', (req, response) => {
      response.json({ body: req.body as unknown })
    })
    router.post('/v1/orders', (req, response) => {
      response.json(Order.parse(req.body))
    })
    router.post('/v1/payment-batches', (req, response) => {
      response.json({ bytes: Buffer.isBuffer(req.body) ? req.body.length : -1 })
    })
    router.get('/v1/orders/:id', () => {
      throw conflict('HELD', 'A hold covers this order.')
    })
    router.get('/v1/refused', () => {
      throw refuseField('payee.name', 'NAME_EMPTY', 'Give a name.')
    })
    router.get('/v1/locked', () => {
      throw new CountersignError({ code: 'SIGN_IN', status: 401, detail: 'Sign in.' })
    })
    router.get('/v1/fault', async () => {
      await Promise.reject(new Error('password of table accounts is hunter2'))
    })
    router.get('/v1/limited', async (_req, response) => {
      await limiter.consume('x')
      response.json({})
    })
    return createHttpApp({
      settings: { publicOrigin, trustProxy: false },
      routers: [router],
      onFault: (error) => faults.push(error),
      onRefusal: (code) => codes.push(code),
      observers: [
        createRequestLog(
          createLogger({ level: 'debug', name: 'api', destination: { write: (line) => void lines.push(line) } }),
        ),
      ],
    })
  }

  beforeEach(() => {
    faults = []
    codes = []
    lines = []
    app = createApp('https://approve.example.com')
  })

  it('answers refusals as problem+json, with a stable code and what to do next', async () => {
    const response = await request(app).get('/v1/orders/ord_1').expect(409)
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(JSON.parse(response.text)).toEqual({
      type: 'urn:countersign:problem:held',
      title: 'Conflict',
      status: 409,
      detail: 'A hold covers this order.',
      code: 'HELD',
      errors: [],
    })
    expect(codes).toEqual(['HELD'])
    expect(faults).toEqual([])
  })

  it('names the fields of a refusal', async () => {
    const { text } = await request(app).get('/v1/refused').expect(422)
    expect(JSON.parse(text)).toMatchObject({
      code: 'NAME_EMPTY',
      errors: [{ path: 'payee.name', code: 'NAME_EMPTY', detail: 'Give a name.' }],
    })
  })

  it('answers a body of another shape with each field, its path and its code', async () => {
    const body = { amount: 12, payee: { name: 'A', extra: 1 }, items: [{ reference: 'a' }, {}], iban: 'x', more: true }
    const { text } = await request(app).post('/v1/orders').send(body).expect(422)
    const { errors } = JSON.parse(text) as { errors: { path: string; code: string }[] }
    expect(errors.map(({ path, code }) => `${path} ${code}`).toSorted()).toEqual([
      'amount AMOUNT_FORMAT',
      'iban IBAN_INVALID',
      'items[1].reference FIELD_INVALID',
      'more FIELD_UNKNOWN',
      'payee.extra FIELD_UNKNOWN',
    ])
  })

  it('answers a body of a type that nobody reads with the type it takes', async () => {
    const sent = await request(app).post('/v1/orders').type('application/xml').send('<a/>').expect(415)
    expect(JSON.parse(sent.text)).toMatchObject({ code: 'MEDIA_TYPE' })
    await request(app).post('/v1/orders').type('application/json').send('').expect(422)
    await request(app).post('/v1/orders').expect(422)
  })

  it('answers an address that nothing can have', async () => {
    for (const address of ['/v1/orders/ord_%00', '/v1/orders/%E0%A4%A', '/v1/nothing?after=%00']) {
      const { text } = await request(app).get(address).expect(400)
      expect(JSON.parse(text)).toMatchObject({ code: 'BAD_REQUEST' })
    }
  })

  it('says nothing of what failed inside', async () => {
    const response = await request(app).get('/v1/fault').expect(500)
    expect(JSON.parse(response.text)).toMatchObject({ code: 'INTERNAL', status: 500, errors: [] })
    expect(response.text).not.toMatch(/hunter2|accounts|Error|at /)
    expect(faults).toHaveLength(1)
  })

  it('answers 404 for calls that do not exist', async () => {
    const { text } = await request(app).get('/v1/nothing').expect(404)
    expect(JSON.parse(text)).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('says how to authenticate, and when to come again', async () => {
    const unknown = await request(app).get('/v1/locked').expect(401)
    expect(unknown.headers['www-authenticate']).toBe('Bearer')
    await request(app).get('/v1/limited').expect(200)
    const limited = await request(app).get('/v1/limited').expect(429)
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(limited.headers['retry-after'])).toBeLessThanOrEqual(60)
    expect(JSON.parse(limited.text)).toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  })

  it.each([
    ['a syntax error', '{"a":', 400, 'NOT_JSON'],
    ['a duplicate', '{"a":1,"a":2}', 400, 'NOT_JSON'],
    ['more than 1 MiB', JSON.stringify({ a: 'x'.repeat(1024 * 1024) }), 413, 'TOO_LARGE'],
  ])('refuses JSON with %s', async (_what, body, status, code) => {
    const sent = request(app).post('/v1/echo').set('Content-Type', 'application/json; charset=utf-8').send(body)
    const { text } = await sent.expect(status)
    expect(JSON.parse(text)).toMatchObject({ code })
  })

  it('refuses a compressed body, whatever it would unpack to', async () => {
    const { gzipSync } = await import('node:zlib')
    const sent = request(app).post('/v1/echo').set('Content-Type', 'application/json').set('Content-Encoding', 'gzip')
    const { text } = await sent
      .serialize((body: unknown) => body as string)
      .send(gzipSync('{"a":1}'))
      .expect(415)
    expect(JSON.parse(text)).toMatchObject({ code: 'CONTENT_ENCODING' })
  })

  it('refuses a body nested a hundred thousand levels deep', async () => {
    for (const body of [
      '['.repeat(100_000) + ']'.repeat(100_000),
      '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000),
    ]) {
      const { text } = await request(app)
        .post('/v1/echo')
        .set('Content-Type', 'application/json')
        .send(body)
        .expect(400)
      expect(JSON.parse(text)).toMatchObject({ code: 'NOT_JSON' })
    }
  })

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
    'refuses %s, which any page can make a browser send',
    async (type) => {
      const { text } = await request(app).post('/v1/echo').set('Content-Type', type).send('{"a":1}').expect(415)
      expect(JSON.parse(text)).toMatchObject({ code: 'MEDIA_TYPE' })
    },
  )

  it('takes a JSON content type without a body for none', async () => {
    const response = await request(app).post('/v1/echo').set('Content-Type', 'application/json').expect(200)
    expect(response.body).toEqual({})
  })

  it('leaves a payment file unread, for the route that takes one to read after it knows who sends it', async () => {
    const xml = Buffer.from(`<Document>${'x'.repeat(2 * 1024 * 1024)}</Document>`)
    const post = (path: string) => request(app).post(path).set('Content-Type', 'application/xml').send(xml.toString())
    expect((await post('/v1/payment-batches').expect(200)).body).toEqual({ bytes: -1 })
    expect((await post('/v1/echo').expect(200)).body).toEqual({})
  })

  it('lets no page, frame, cache or other origin use its answers', async () => {
    const { headers } = await request(app).get('/v1/orders/ord_1')
    expect(headers['content-security-policy']).toBe(
      "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
    )
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['access-control-allow-origin']).toBeUndefined()
    expect(headers['x-powered-by']).toBeUndefined()
  })

  it('asks browsers to stay with https, but not on localhost', async () => {
    const { headers } = await request(app).get('/v1/orders/ord_1')
    expect(headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains')
    const local = await request(createApp('http://localhost:8080')).get('/v1/orders/ord_1')
    expect(local.headers['strict-transport-security']).toBeUndefined()
  })

  it('names each request, by the name it came with if that is harmless', async () => {
    const { headers } = await request(app).get('/v1/orders/ord_1')
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    const named = await request(app).get('/v1/orders/ord_1').set('X-Request-Id', 'erp-run-4711')
    expect(named.headers['x-request-id']).toBe('erp-run-4711')
    const odd = await request(app).get('/v1/orders/ord_1').set('X-Request-Id', 'a b"<script>')
    expect(odd.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('writes one line per request, without its query, headers or body', async () => {
    await request(app)
      .post('/v1/echo?token=hush1')
      .set('Authorization', 'Bearer hush2')
      .set('Cookie', 'session=hush3')
      .set('X-Request-Id', 'req-1')
      .send({ iban: 'hush4' })
    await request(app).get('/v1/orders/ord_1')
    await request(app).post('/v1/enrolments/hush5').send({})
    expect(lines).toHaveLength(3)
    expect(lines.join()).not.toContain('hush')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      req: { id: 'req-1', method: 'POST', path: '/v1/echo' },
      res: { status: 200 },
    })
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ code: 'HELD', res: { status: 409 } })
  })
})
