import { jest } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from '@temporalio/worker'
import { createRestApi } from '../../src/platform/http/rest-api.ts'
import { readKeyring } from '../../src/platform/keyring.ts'
import { createDataConverter } from '../../src/platform/temporal/data-converter.ts'
import { findIn, readHistories, taskQueueOf, withTemporalOf } from '../support/histories.ts'
import { BY_ERP, fromCfo, invoiceFrom, strangerCalled, type Invoice } from '../support/invoices.ts'
import { openOffice, type Office } from '../support/office.ts'
import { LANDLORD, SUPPLIER } from '../support/organisation.ts'
import { payHonestly, type Paid } from '../support/paying.ts'
import { secretsOf } from '../support/secrets.ts'
import { describeWithService } from '../support/service.ts'
import { openSpanCollector, type CollectedSpan, type SpanCollector } from '../support/span-collector.ts'
import { until } from '../support/until.ts'

jest.setTimeout(120_000)

const NOTE = 'The chairman wants this settled before the board meets.'
/** W3C Trace Context §3.2, as an ERP that traces its own work would send it. */
const ERPS_TRACE = '0af7651916cd43dd8448eb211c80319c'
const ERPS_SPAN = 'b7ad6b7169203331'
const BUNDLES = ['workflow-bundle.js', 'workflow-bundle-traced.js']

describeWithService('a payment that is traced', () => {
  let collector: SpanCollector
  let office: Office
  let routine: Paid
  let onCamera: Paid
  let stranger: Invoice

  beforeAll(async () => {
    collector = await openSpanCollector()
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=what%20the%20collector%20asks',
      // The SDK's own: milliseconds between two sendings.
      OTEL_BSP_SCHEDULE_DELAY: '200',
    }
    office = await openOffice({ env })
    routine = await payHonestly(office, invoiceFrom(LANDLORD, '4321.09', BY_ERP))
    onCamera = await payHonestly(office, invoiceFrom(SUPPLIER, '183746.25', fromCfo('video', NOTE)))
    stranger = invoiceFrom(strangerCalled('Kowloon Trading Ltd'), '77123.40', fromCfo('voice', NOTE))
    await submitInATrace()
  }, 240_000)
  afterAll(async () => {
    await office?.close()
    await collector?.close()
  }, 60_000)

  /** With the two headers of free text that the standards allow besides. */
  async function submitInATrace(): Promise<void> {
    const api = createRestApi(office.service.origin, {
      authorization: `Bearer ${office.service.secrets.clients['erp']?.secret}`,
      'idempotency-key': 'traced',
      traceparent: `00-${ERPS_TRACE}-${ERPS_SPAN}-01`,
      tracestate: 'erp=kowloon',
      baggage: 'payee=kowloon',
    })
    expect((await api.post('/v1/payment-orders', stranger)).status).toBe(201)
  }

  const inTrace = (traceId: string): CollectedSpan[] => collector.spans.filter((span) => span.traceId === traceId)

  async function traceOfRelease({ order }: Paid): Promise<CollectedSpan[]> {
    const traceId = await until('the trace of the release', async () => {
      const released = collector.spans.find(({ name, attributes }) => {
        const isRelease = name === 'release' && attributes['countersign.outcome'] === 'released'
        return isRelease && attributes['countersign.subject.id'] === order.id
      })
      const trace = inTrace(released?.traceId ?? '')
      const told = (span: CollectedSpan): boolean =>
        span.name === 'webhook' && span.attributes['countersign.event.type'] === 'payment_order.released'
      return trace.some(told) ? released?.traceId : undefined
    })
    // Each process sends by itself: the others' parts may be on their way.
    await pause(1_000)
    return inTrace(traceId)
  }

  it('is one trace from the last signature through the workflow, the releaser and the signer to the webhook', async () => {
    const trace = await traceOfRelease(routine)
    const steps = new Set(trace.map(({ service, name }) => `${service}: ${name}`))
    expect([...steps]).toEqual(
      expect.arrayContaining([
        'countersign-api: POST /v1/evidence',
        'countersign-api: UpdateWithStartWorkflow:submitEvidence',
        'countersign-worker: HandleUpdate:submitEvidence',
        'countersign-worker: StartActivity:recordEvidence',
        'countersign-worker: RunActivity:recordEvidence',
        'countersign-worker: transaction',
        'countersign-worker: outbox event',
        'countersign-worker: release',
        'countersign-worker: signer releases',
        'countersign-signer: POST /releases',
        'countersign-worker: webhook',
      ]),
    )
  })

  it('hangs together: every span but the request has its parent in the trace', async () => {
    const trace = await traceOfRelease(routine)
    const ids = new Set(trace.map(({ spanId }) => spanId))
    const roots = trace.filter(({ parentSpanId = '' }) => !ids.has(parentSpanId))
    expect(roots.map(({ name }) => name)).toEqual(['POST /v1/evidence'])
  })

  it('is told to the receiver of the webhook by traceparent, and by nothing else', async () => {
    const [span] = await traceOfRelease(routine)
    const { id } = routine.order
    const webhook = office.webhooks.received.find(({ body }) => body.includes(id) && body.includes('order.released'))
    expect(webhook?.headers['traceparent']).toMatch(new RegExp(`^00-${span?.traceId}-[0-9a-f]{16}-01$`))
    for (const { headers } of office.webhooks.received) {
      expect(Object.keys(headers)).not.toContain('tracestate')
      expect(Object.keys(headers)).not.toContain('baggage')
    }
  })

  it('goes on with the trace of an ERP that has one, and passes on none of its free text', async () => {
    const steps = await until('what the ERP asked for', async () => {
      const trace = inTrace(ERPS_TRACE)
      return trace.some(({ name }) => name === 'RunActivity:settle' || name === 'StartWorkflow:consent')
        ? trace
        : undefined
    })
    const request = steps.find(({ name }) => name === 'POST /v1/payment-orders')
    expect(request).toMatchObject({ parentSpanId: ERPS_SPAN, attributes: { 'http.response.status_code': 201 } })
    expect(collector.bodies.join('\n')).not.toContain('kowloon')
  })

  it('says ids and codes only: no name, address, account, amount, reference, text, secret or token', async () => {
    await traceOfRelease(onCamera)
    const given = [routine.token, onCamera.token]
    const secrets = secretsOf(office, [routine.invoice, onCamera.invoice, stranger], given, [NOTE])
    expect(secrets.length).toBeGreaterThan(60)
    const said = collector.bodies.join('\n')
    expect(secrets.filter((secret) => said.includes(secret))).toEqual([])
    const values = new Set(collector.spans.flatMap(({ attributes }) => Object.values(attributes)))
    const forms = [
      /^[a-z-]+-[a-zA-Z]+-[a-z]{3}_[0-9a-z]{26}$/,
      /^[a-z]{3}_[0-9a-z]{26}$/,
      /^[A-Z][A-Z_]+$/,
      /^\d{1,3}$/,
    ]
    const others = [/^\/[\w/:.*{}-]*$|^other$/, /^[a-z_.]+$/, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/]
    const odd = [...values].filter((value) => ![...forms, ...others].some((form) => form.test(String(value))))
    expect(odd).toEqual([])
  })

  it('goes to the collector with the key that it asks for', () => {
    expect([...collector.keys]).toEqual(['what the collector asks'])
  })

  it('begins with requests alone: no probe, sweep or checkpoint makes a trace of its own', () => {
    const ids = new Set(collector.spans.map(({ spanId }) => spanId))
    const begun = collector.spans.filter(({ parentSpanId }) => parentSpanId === undefined || parentSpanId === '')
    expect(begun.length).toBeGreaterThan(20)
    expect(begun.filter(({ name }) => !/^(GET|POST|PATCH|DELETE) \/(v1|\.well-known)\//.test(name))).toEqual([])
    expect(ids.size).toBe(collector.spans.length)
  })

  it("leaves in Temporal's histories nothing that was not there before, but for ids of traces", async () => {
    const { service } = office
    const histories = await withTemporalOf(service, (client) => readHistories(client, service, taskQueueOf(service)))
    const secrets = secretsOf(office, [routine.invoice, onCamera.invoice, stranger], [routine.token], [NOTE])
    expect(histories.flatMap((kept) => findIn(kept, [...secrets, 'kowloon']))).toEqual([])
    const plain = histories.flatMap((kept) => kept.plain).filter((text) => text.includes('traceparent'))
    expect(plain.length).toBeGreaterThan(3)
    for (const text of plain) expect(text).toMatch(/^\{"traceparent":"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]"\}$/)
  })

  it.each(BUNDLES)('has a history that goes on wherever tracing is switched on or off: %s', async (name) => {
    const { service } = office
    const code = readFileSync(join(import.meta.dirname, '../../dist', name), 'utf8')
    const dataConverter = createDataConverter(readKeyring(join(service.dataDir, 'keyring.json')))
    for (const { order } of [routine, onCamera]) {
      const history = await withTemporalOf(service, (client) => client.workflow.getHandle(order.id).fetchHistory())
      const replayed = Worker.runReplayHistory({ workflowBundle: { code }, dataConverter }, history, order.id)
      await expect(replayed).resolves.toBeUndefined()
    }
  })
})
