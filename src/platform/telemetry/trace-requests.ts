import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Request, RequestHandler } from 'express'
import { routeOf } from './route-of.ts'
import { tracer } from './spans.ts'

/** Calls of ERPs and people. Probes, scrapes and the console's files would only hide them. */
export const isCall = ({ path }: Request): boolean => path.startsWith('/v1/') || path.startsWith('/.well-known/')

/** Nobody asks of themselves: what no trace brought here is the process's own routine. */
export const isAskedInATrace = ({ headers }: Request): boolean => headers['traceparent'] !== undefined

/**
 * A span for each request, in the trace of who asks (`traceparent`) or in one of its own. By route and never by path, which
 * holds ids and, of an enrolment, its secret.
 */
export function traceRequests(isTraced: (request: Request) => boolean): RequestHandler {
  return (request, response, next) => {
    if (!isTraced(request)) return next()
    const parent = propagation.extract(ROOT_CONTEXT, request.headers)
    const attributes = { 'http.request.method': request.method }
    const span = tracer().startSpan(request.method, { kind: SpanKind.SERVER, attributes }, parent)
    response.once('close', () => {
      // A stream lasts as long as its page is open. What is not ended is not sent.
      if (String(response.getHeader('content-type')).startsWith('text/event-stream')) return
      const route = routeOf(request.route)
      span.updateName(`${request.method} ${route}`)
      span.setAttributes({ 'http.route': route, 'http.response.status_code': response.statusCode })
      const code: unknown = response.locals['problemCode']
      if (typeof code === 'string') span.setAttribute('countersign.code', code)
      if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    })
    context.with(trace.setSpan(parent, span), next)
  }
}
