import type { AttributeValue, Attributes } from '@opentelemetry/api'
import type { ReadableSpan, SpanExporter, TimedEvent } from '@opentelemetry/sdk-trace-node'

const CODE = /^[A-Z][A-Z0-9_]{1,60}$/
/** Ours, one or two of them: a prefix, an underscore, and nothing that could be read as an account, an amount or a name. */
const ID = /^(people-[a-zA-Z]{1,20}-)?[a-z]{3}_[0-9a-z]{20,32}(-[a-z]{3}_[0-9a-z]{20,32})?$/
const RUN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** As it was declared in the code: a parameter stands there by its name. */
const ROUTE = /^\/[\w/:.*{}-]{0,120}$|^other$/
const WORD = /^[a-zA-Z]{1,40}$/

/** What a span may say, by name and form. All else stays here, whoever put it there: a library or one of us. */
const ALLOWED: Readonly<Record<string, RegExp | 'integer'>> = {
  'http.request.method': /^[A-Z]{3,7}$/,
  'http.route': ROUTE,
  'http.response.status_code': 'integer',
  'countersign.code': CODE,
  'countersign.outcome': /^[a-z_]{1,40}$/,
  'countersign.subject.id': ID,
  'countersign.event.id': ID,
  'countersign.event.type': /^[a-z_]{1,30}(\.[a-z_]{1,30})?$/,
  'countersign.endpoint.id': ID,
  'countersign.attempt': 'integer',
  // Temporal's interceptors: of its clients and activities, then of its workflows.
  temporalWorkflowId: ID,
  temporalUpdateId: ID,
  temporalActivityId: /^\d{1,6}$/,
  run_id: RUN,
  workflowId: ID,
  workflowType: WORD,
  runId: RUN,
}

const HTTP_NAME = /^[A-Z]{3,7}( (\/[\w/:.*{}-]{0,120}|other))?$/
const OWN_NAME = /^[a-z]{1,20}( [a-z_.]{1,40}){0,3}$/
const TEMPORAL_NAME = /^[A-Z][a-zA-Z]{1,40}(:[a-zA-Z]{1,40})?$/

/**
 * Passes on spans with nothing in them but ids and codes. An error's message may repeat a row, a workflow's information
 * has whatever was put into it, and a collector is another company's machine: so this lists what may go, not what may not.
 */
export function onlyAllowed(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(allowedPart), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  }
}

export function allowedPart(span: ReadableSpan): ReadableSpan {
  const { traceState: _, ...place } = span.spanContext()
  return {
    name: [HTTP_NAME, OWN_NAME, TEMPORAL_NAME].some((form) => form.test(span.name)) ? span.name : 'other',
    kind: span.kind,
    spanContext: () => place,
    ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
    startTime: span.startTime,
    endTime: span.endTime,
    status: { code: span.status.code },
    attributes: allowedAttributes(span.attributes),
    links: [],
    events: span.events.flatMap(exceptionType),
    duration: span.duration,
    ended: span.ended,
    resource: span.resource,
    instrumentationLibrary: span.instrumentationLibrary,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}

function allowedAttributes(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name, value]) => isAllowed(name, value)))
}

function isAllowed(name: string, value: AttributeValue | undefined): boolean {
  const form = Object.hasOwn(ALLOWED, name) ? ALLOWED[name] : undefined
  if (form === undefined) return false
  if (form === 'integer') return Number.isSafeInteger(value) && Number(value) < 1_000
  return typeof value === 'string' && form.test(value)
}

/** Which class of error, neither what it says nor where. */
function exceptionType({ name, time, attributes }: TimedEvent): TimedEvent[] {
  const type = attributes?.['exception.type']
  if (name !== 'exception' || typeof type !== 'string' || !WORD.test(type)) return []
  return [{ name, time, attributes: { 'exception.type': type } }]
}
