import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api'
import { CountersignError } from '../../domain/errors.ts'

/**
 * What is being traced, in the terms of OpenTelemetry's API alone: where tracing is off (`tracing.ts`) its functions do
 * nothing. Names and attributes are ids and codes; `allowed-spans.ts` lets nothing else out.
 */
export const tracer = () => trace.getTracer('countersign')

export interface SpanOptions {
  readonly kind?: SpanKind
  readonly attributes?: Attributes
}

/** Runs as part of what is being traced. Begins no trace: work that nobody asked for is not worth one. */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  if (trace.getActiveSpan() === undefined) return work(undefined)
  return runIn(context.active(), name, options, work)
}

/** Goes on with a trace that went through the record; null: there was none. */
export async function continueTrace<T>(
  traceparent: string | null,
  name: string,
  options: SpanOptions,
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  if (traceparent === null) return work(undefined)
  return runIn(propagation.extract(ROOT_CONTEXT, { traceparent }), name, options, work)
}

async function runIn<T>(
  parent: Context,
  name: string,
  { kind = SpanKind.INTERNAL, attributes = {} }: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return tracer().startActiveSpan(name, { kind, attributes }, parent, async (span) => {
    try {
      return await work(span)
    } catch (error) {
      fail(span, error)
      throw error
    } finally {
      span.end()
    }
  })
}

/** By its code: what an error says may hold what a span must not. */
export function fail(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR })
  span.setAttribute('countersign.code', error instanceof CountersignError ? error.code : 'FAULT')
}

/** The headers by which another process goes on with the trace (W3C Trace Context); none where nothing is traced. */
export function traceHeaders(): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {}
  propagation.inject(context.active(), headers)
  return headers
}

/** The same for the record. */
export function currentTraceparent(): string | null {
  return traceHeaders()['traceparent'] ?? null
}
