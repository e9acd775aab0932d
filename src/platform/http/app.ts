import express, { type Express, type RequestHandler, type Router } from 'express'
import helmet from 'helmet'
import { pino, type Logger } from 'pino'
import type { Settings } from '../config/settings.ts'
import { isLocal } from '../config/settings.ts'
import { createMetrics, type Metrics } from '../telemetry/metrics.ts'
import { docsRoutes } from './docs-routes.ts'
import { healthRoutes, type ReadinessCheck } from './health.ts'
import { logRequests, measureRequests, nameRequest } from './observe-requests.ts'
import type { ApiCall } from './openapi.ts'
import { noSuchCall, problemHandler } from './problem.ts'
import { refuseFormBodies, strictJson } from './strict-json.ts'

export interface HttpAppOptions {
  readonly settings: Pick<Settings, 'publicOrigin' | 'trustProxy'>
  readonly routers: readonly Router[]
  /** Told of what answered 5xx. */
  readonly onFault: (error: unknown) => void
  /** One line per request; none without. */
  readonly logger?: Logger
  readonly metrics?: Metrics
  /** What `/readyz` asks. */
  readonly checks?: readonly ReadinessCheck[]
  /** What `/docs` and `/openapi.json` describe. */
  readonly calls?: readonly ApiCall[]
}

const JSON_LIMIT = '1mb'
const XML_LIMIT = '32mb'

/** The HTTP edge that all rooms share: headers, bodies, problems, probes, documentation. */
export function createHttpApp(options: HttpAppOptions): Express {
  const { settings, routers, onFault, logger = pino({ level: 'silent' }), metrics = createMetrics() } = options
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', settings.trustProxy)
  app.set('query parser', 'simple')
  app.use(nameRequest, logRequests(logger), measureRequests(metrics), securityHeaders(settings), notStored)

  app.use(healthRoutes({ checks: options.checks ?? [], metrics }))
  app.use(docsRoutes({ calls: options.calls ?? [], origin: settings.publicOrigin }))

  app.use(refuseFormBodies)
  app.use(express.raw({ type: ['application/json', 'application/*+json'], limit: JSON_LIMIT }), strictJson)
  app.use('/v1/payment-batches', express.raw({ type: ['application/xml', 'text/xml'], limit: XML_LIMIT }))
  for (const router of routers) app.use(router)
  app.use(noSuchCall)
  app.use(problemHandler(onFault))
  return app
}

/** For answers that are data. What serves pages sets a policy of its own. */
function securityHeaders(settings: Pick<Settings, 'publicOrigin'>): RequestHandler {
  const none = ["'none'"]
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: none, frameAncestors: none, baseUri: none, formAction: none },
    },
    // RFC 6797 §8.1: means nothing over http, and would follow a developer to every other local server.
    strictTransportSecurity: isLocal(settings) ? false : { maxAge: 63_072_000, includeSubDomains: true },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  })
}

/** Answers are about payments and people: no cache keeps them unless a route says so (the log's tiles do). */
const notStored: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store')
  next()
}
