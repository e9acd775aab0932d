import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'
import { randomUUID } from 'node:crypto'

/**
 * One line a request: who, what, how long, how it ended. No bodies, no headers but the request id, and of the path
 * only what no secret can be in: an invitation stands in its path.
 */
export function createRequestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    genReqId(request, response) {
      const given = request.headers['x-request-id']
      const id = typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID()
      response.setHeader('X-Request-Id', id)
      return id
    },
    customLogLevel: (_request, response, error) => (error !== undefined || response.statusCode >= 500 ? 'error' : 'debug'),
    serializers: {
      req: (request: { id: string; method: string; url: string }) => ({ id: request.id, method: request.method, path: withoutSecrets(request.url) }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
  })
}

export function withoutSecrets(url: string): string {
  const [path = ''] = url.split('?')
  return path.replace(/^\/v1\/enrolments\/[^/]+/, '/v1/enrolments/…')
}
