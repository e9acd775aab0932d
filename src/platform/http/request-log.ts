import type { Request, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'
import { OVERLOADED } from './lane.ts'

/**
 * One line a request: what, how long, how it ended. No bodies, no headers but the request id, no query, and of the path
 * only what no secret can be in: an invitation stands in its path.
 */
export function createRequestLog(logger: Logger): RequestHandler {
  return pinoHttp<Request, Response>({
    logger,
    genReqId: (request) => request.id,
    customLogLevel: (_request, response, error) => {
      if (codeOf(response) === OVERLOADED) return 'debug'
      return error !== undefined || response.statusCode >= 500 ? 'error' : 'debug'
    },
    customProps: (_request, response) => {
      const code = codeOf(response)
      return typeof code === 'string' ? { code } : {}
    },
    serializers: {
      req: (request: { id: string; method: string; url: string }) => ({
        id: request.id,
        method: request.method,
        path: withoutSecrets(request.url),
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
  })
}

function codeOf(response: Response): unknown {
  return response.locals['problemCode']
}

export function withoutSecrets(url: string): string {
  const [path = ''] = url.split('?')
  return path.replace(/^\/v1\/enrolments\/[^/]+/, '/v1/enrolments/…')
}
