import express, { type Express, type RequestHandler, type Router } from 'express'
import helmet from 'helmet'
import type { Settings } from '../config/settings.ts'
import { isLocal } from '../config/settings.ts'
import { MIB } from './body.ts'
import { createIntake, type Intake } from './intake.ts'
import { noSuchCall, problemHandler, refuseNulInAddress } from './problem.ts'
import { nameRequest } from './request-id.ts'
import { refuseFormBodies, strictJson } from './strict-json.ts'
import { unconditional } from './unconditional.ts'

export interface HttpAppOptions {
  readonly settings: Pick<Settings, 'publicOrigin' | 'trustProxy'>
  readonly routers: readonly Router[]
  /** Told of what answered 5xx. */
  readonly onFault: (error: unknown) => void
  /** Told the code of every problem that was answered, and express's route where one was found. */
  readonly onRefusal?: (code: string, route: unknown) => void
  /** How much is taken in at a time; its own unless rooms share it. */
  readonly intake?: Intake
  /** See every request before anything else does: its log line, its duration. */
  readonly observers?: readonly RequestHandler[]
}

const JSON_TYPES = ['application/json', 'application/*+json']
export const JSON_LIMIT = MIB

/** The HTTP edge that all rooms share: headers, bodies, problems. */
export function createHttpApp(options: HttpAppOptions): Express {
  const { settings, routers, onFault, onRefusal = () => {}, observers = [], intake = createIntake() } = options
  const app = express()
  app.disable('x-powered-by')
  // An ETag is a version of ours (`etag.ts`), not a hash of what was sent.
  app.disable('etag')
  app.set('trust proxy', settings.trustProxy)
  app.set('query parser', 'simple')
  app.use(nameRequest, ...observers, securityHeaders(settings), notStored)
  app.use('/v1', unconditional)
  app.use(refuseNulInAddress, refuseFormBodies)
  app.use(intake.knock, intake.raw(JSON_TYPES, JSON_LIMIT), strictJson, intake.enter)
  for (const router of routers) app.use(router)
  app.use(noSuchCall)
  app.use(problemHandler(onFault, onRefusal))
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

/** Answers are about payments and people: no cache keeps them unless a route says so, as the log's tiles do. */
const notStored: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store')
  next()
}
