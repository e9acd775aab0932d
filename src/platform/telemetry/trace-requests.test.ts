import express from 'express'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'
import request from 'supertest'
import { conflict } from '../../domain/errors.ts'
import { problemHandler } from '../http/problem.ts'
import { currentTraceparent, inSpan } from './spans.ts'
import { isCall, traceRequests } from './trace-requests.ts'

describe('a request that is traced', () => {
  const exporter = new InMemorySpanExporter()
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  const app = express()
  app.use(traceRequests(isCall), express.json())
  app.post('/v1/enrolments/:token', async (_request, response) => {
    await inSpan('transaction', {}, async () => undefined)
    response.json({ traceparent: currentTraceparent() })
  })
  app.get('/v1/refused', async () => {
    await inSpan('transaction', {}, async () => {
      throw conflict('HELD', 'A hold on Ana Example covers this.')
    })
  })
  app.get('/v1/stream', (_request, response) => void response.type('text/event-stream').end())
  app.get('/healthz', (_request, response) => void response.end())
  app.use(
    problemHandler(
      () => undefined,
      () => undefined,
    ),
  )

  beforeAll(() => provider.register())
  beforeEach(() => exporter.reset())
  afterAll(() => provider.shutdown())

  const spans = () => exporter.getFinishedSpans()

  it('goes on with the trace of who asks, also behind a body that had to be read', async () => {
    const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`
    const asked = request(app).post('/v1/enrolments/secret').set('traceparent', traceparent).send({ a: 1 })
    const { body } = await asked.expect(200)
    const [inner, outer] = spans()
    expect(outer).toMatchObject({
      name: 'POST /v1/enrolments/:token',
      parentSpanId: '2'.repeat(16),
      attributes: { 'http.route': '/v1/enrolments/:token', 'http.response.status_code': 200 },
    })
    expect(inner).toMatchObject({ name: 'transaction', parentSpanId: outer?.spanContext().spanId })
    expect(body).toEqual({ traceparent: `00-${'1'.repeat(32)}-${outer?.spanContext().spanId}-01` })
    expect(JSON.stringify(spans().map(({ name, attributes }) => [name, attributes]))).not.toContain('secret')
  })

  it('says by code why it was refused', async () => {
    await request(app).get('/v1/refused').expect(409)
    expect(spans().map(({ name, attributes }) => [name, attributes['countersign.code']])).toEqual([
      ['transaction', 'HELD'],
      ['GET /v1/refused', 'HELD'],
    ])
    expect(JSON.stringify(spans().map(({ status, events }) => [status, events]))).not.toContain('Ana')
  })

  it('is no probe and no stream', async () => {
    await request(app).get('/healthz').expect(200)
    await request(app).get('/v1/stream').expect(200)
    expect(spans()).toEqual([])
  })
})
