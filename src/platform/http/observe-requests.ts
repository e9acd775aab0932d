import { randomUUID } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'
import type { Metrics } from '../telemetry/metrics.ts'

/** What a client may name its request: enough to find it again, nothing that could be read as something else. */
const REQUEST_ID = /^[\w-]{8,64}$/

/** Gives each request an id, says it in `X-Request-Id`, and carries on the one that came with it. */
export const nameRequest: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id')
  request.id = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID()
  response.set('X-Request-Id', String(request.id))
  next()
}

/** One line per request, without its query, headers or body; probes only when they fail. */
export function logRequests(logger: Logger): RequestHandler {
  return pinoHttp<Request, Response>({
    logger,
    genReqId: (request) => request.id,
    customLogLevel: (request, response, error) => {
      if (response.statusCode >= 500 || error) return 'error'
      return isProbe(request) ? 'silent' : 'info'
    },
    customSuccessMessage: (request, response) => `${request.method} ${routeOf(request)} ${response.statusCode}`,
    customErrorMessage: (request, response) => `${request.method} ${routeOf(request)} ${response.statusCode}`,
    customProps: (_request, response) => ({ code: codeOf(response) }),
    serializers: {
      req: (request: { id: string; method: string; url: string }) => {
        return { id: request.id, method: request.method, path: request.url.split('?')[0] }
      },
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
  })
}

export function measureRequests(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const stop = metrics.httpDuration.startTimer({ method: request.method })
    response.once('close', () => {
      stop({ route: routeOf(request), status: String(response.statusCode) })
      const code = codeOf(response)
      if (code !== undefined) metrics.refusals.inc({ code })
      if (response.statusCode === 500) metrics.faults.inc()
    })
    next()
  }
}

/** The path as it was declared, so that ids neither flood the metrics nor stand in them. */
function routeOf(request: Request): string {
  const path: unknown = request.route?.path
  if (typeof path === 'string') return path
  return path instanceof RegExp ? path.source : 'none'
}

/** The code of the problem that was answered, which `sendProblem` leaves behind. */
function codeOf(response: Response): string | undefined {
  const code: unknown = response.locals['problemCode']
  return typeof code === 'string' ? code : undefined
}

function isProbe(request: Request): boolean {
  return ['/healthz', '/readyz', '/metrics'].includes(request.path)
}
