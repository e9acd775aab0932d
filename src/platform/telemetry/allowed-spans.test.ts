import { ROOT_CONTEXT, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'
import { onlyAllowed } from './allowed-spans.ts'

const ORDER = 'ord_01j9z8q4w5e6r7t8y9a0s1d2f3'
const IBAN = 'FR7630006000011234567890189'

describe('what leaves the house with a span', () => {
  const exporter = new InMemorySpanExporter()
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(onlyAllowed(exporter))] })
  const tracer = provider.getTracer('test')
  beforeEach(() => exporter.reset())
  afterAll(() => provider.shutdown())

  function sent(name: string, attributes: Attributes = {}) {
    tracer.startSpan(name, { attributes }).end()
    const [span] = exporter.getFinishedSpans()
    return { name: span?.name, attributes: span?.attributes }
  }

  it('are ids and codes', () => {
    const attributes = {
      'http.request.method': 'POST',
      'http.route': '/v1/subjects/:type/:id',
      'http.response.status_code': 409,
      'countersign.code': 'CHALLENGE_CONSUMED',
      'countersign.outcome': 'taken_back',
      'countersign.subject.id': ORDER,
      'countersign.event.type': 'payment_order.released',
      temporalWorkflowId: `people-confirmGenesis-${ORDER.replace('ord', 'chl')}`,
      workflowId: `people-revokeKey-${ORDER.replace('ord', 'key')}-${ORDER.replace('ord', 'key')}`,
      run_id: '0194d5f0-7a6b-7c8d-9e0f-1a2b3c4d5e6f',
      workflowType: 'consent',
    }
    expect(sent('POST /v1/subjects/:type/:id', attributes)).toEqual({ name: 'POST /v1/subjects/:type/:id', attributes })
  })

  it.each(['outbox event', 'signer releases', 'RunActivity:recordEvidence', 'GET other', 'transaction'])(
    'keep a name that the code gives: %s',
    (name) => {
      expect(sent(name).name).toBe(name)
    },
  )

  it.each([
    ['GET /v1/enrolments/q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA?x=1'],
    [`pay ${IBAN}`],
    [`RunWorkflow:${IBAN}`],
    ['Ana Example'],
    ['GET /v1/people?email=ana%40example.com'],
  ])('have no name that is made of what came: %s', (name) => {
    expect(sent(name).name).toBe('other')
  })

  it.each<[string, Attributes]>([
    ['what nobody allowed', { 'db.statement': 'select 1', memo: 'x', 'enduser.id': ORDER }],
    ['an account under an allowed name', { 'countersign.subject.id': IBAN, workflowId: IBAN.toLowerCase() }],
    ['an amount', { 'countersign.outcome': '12500.00', 'http.response.status_code': 12_500 }],
    ['a person', { 'countersign.outcome': 'Ana Example', 'countersign.subject.id': 'ana@example.com' }],
    ['a challenge', { temporalUpdateId: 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA' }],
    ['a path instead of a route', { 'http.route': '/v1/people?email=ana%40example.com' }],
    ['a list', { 'countersign.code': ['A', 'B'] }],
    ["a member of every object's", { constructor: 'x', toString: 'x' }],
  ])('are not: %s', (_what, attributes) => {
    expect(sent('transaction', attributes).attributes).toEqual({})
  })

  it('are of an error its class: neither its message, nor where it was thrown', () => {
    const span = tracer.startSpan('transaction')
    span.recordException(new TypeError(`Key (iban)=(${IBAN}) already exists.`))
    span.addEvent(`said ${IBAN}`, { note: IBAN })
    span.setStatus({ code: SpanStatusCode.ERROR, message: `no such ${IBAN}` })
    span.addLink({ context: span.spanContext(), attributes: { note: IBAN } })
    span.end()
    const [exported] = exporter.getFinishedSpans()
    expect(exported?.status).toEqual({ code: SpanStatusCode.ERROR })
    expect(exported?.events).toMatchObject([{ name: 'exception', attributes: { 'exception.type': 'TypeError' } }])
    expect(exported?.links).toEqual([])
    expect(JSON.stringify([exported?.events, exported?.status, exported?.attributes, exported?.links])).not.toContain(
      '3000',
    )
  })

  it('keep their place in the trace, without the free text of tracestate', () => {
    const traceState = { serialize: () => `a=${IBAN}` } as never
    const parent = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1, traceState, isRemote: true }
    tracer.startSpan('transaction', {}, trace.setSpanContext(ROOT_CONTEXT, parent)).end()
    const [exported] = exporter.getFinishedSpans()
    expect(exported?.parentSpanId).toBe('2'.repeat(16))
    expect(exported?.spanContext()).toEqual({
      traceId: '1'.repeat(32),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      traceFlags: 1,
    })
  })
})
