/** OpenTelemetry's SDK, set up. Loaded only where tracing is on. */
import { SpanKind, type TextMapPropagator } from '@opentelemetry/api'
import { setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { envDetectorSync, Resource } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  type Sampler,
} from '@opentelemetry/sdk-trace-node'
import { hostname } from 'node:os'
import type { TracingSettings } from '../config/settings-shape.ts'
import { onlyAllowed } from './allowed-spans.ts'
import { createTemporalTracing } from './temporal-tracing.ts'
import type { Tracing, TracingOptions } from './tracing-shape.ts'

export function startSdk({
  settings,
  process,
  version,
  onError,
}: TracingOptions & { settings: TracingSettings }): Tracing {
  setGlobalErrorHandler((error) => onError(asError(error)))
  const { attributes } = envDetectorSync.detect()
  const resource = Resource.default().merge(
    new Resource({
      ...attributes,
      'service.name': `countersign-${process}`,
      'service.version': version,
      'service.instance.id': `${hostname()}:${globalThis.process.pid}`,
    }),
  )
  const url = `${settings.endpoint.replace(/\/$/, '')}/v1/traces`
  const exporter = new OTLPTraceExporter({ url, headers: { ...settings.headers } })
  const processor = new BatchSpanProcessor(onlyAllowed(exporter))
  const sampler = new ParentBasedSampler({ root: requestsOnly(settings.ratio) })
  const provider = new NodeTracerProvider({ resource, sampler, spanProcessors: [processor] })
  provider.register({ propagator: traceparentOnly() })
  return {
    isOn: true,
    temporal: createTemporalTracing(processor, resource),
    stop: () => provider.shutdown().catch((error: unknown) => onError(asError(error))),
  }
}

/** A trace begins with somebody's request. What goes round by itself (sweeper, sequencer, probes) begins none. */
function requestsOnly(ratio: number): Sampler {
  const chosen = new TraceIdRatioBasedSampler(ratio)
  return {
    shouldSample: (context, traceId, _name, kind) =>
      kind === SpanKind.SERVER ? chosen.shouldSample(context, traceId) : { decision: SamplingDecision.NOT_RECORD },
    toString: () => `RequestsOnly{${ratio}}`,
  }
}

/**
 * `tracestate` and `baggage` are free text of whoever asks. It would go into Temporal's histories and to every receiver of
 * webhooks; ids do.
 */
function traceparentOnly(): TextMapPropagator {
  const w3c = new W3CTraceContextPropagator()
  return {
    inject: (context, carrier, setter) =>
      w3c.inject(context, carrier, {
        set: (target, key, value) => {
          if (key === 'traceparent') setter.set(target, key, value)
        },
      }),
    extract: (context, carrier, getter) =>
      w3c.extract(context, carrier, {
        keys: (source) => getter.keys(source),
        get: (source, key) => (key === 'traceparent' ? getter.get(source, key) : undefined),
      }),
    fields: () => ['traceparent'],
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('The collector did not take spans')
}
