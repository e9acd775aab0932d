import express, { type Express, type Router } from 'express'
import helmet from 'helmet'
import type { Settings } from '../config/settings.ts'
import { isLocal } from '../config/settings.ts'
import { noSuchCall, problemHandler } from './problem.ts'
import { strictJson } from './strict-json.ts'

export interface HttpAppOptions {
  readonly settings: Pick<Settings, 'publicOrigin' | 'trustProxy'>
  readonly routers: readonly Router[]
  readonly onFault: (error: unknown) => void
}

const JSON_LIMIT = '1mb'
const XML_LIMIT = '32mb'

/** The HTTP edge that all rooms share: headers, bodies, problems. */
export function createHttpApp({ settings, routers, onFault }: HttpAppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', settings.trustProxy)
  app.set('query parser', 'simple')
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] } },
      strictTransportSecurity: isLocal(settings) ? false : { maxAge: 63_072_000, includeSubDomains: true },
      crossOriginResourcePolicy: { policy: 'same-origin' },
      referrerPolicy: { policy: 'no-referrer' },
    }),
  )
  app.use(express.raw({ type: ['application/json', 'application/*+json'], limit: JSON_LIMIT }), strictJson)
  app.use('/v1/payment-batches', express.raw({ type: ['application/xml', 'text/xml'], limit: XML_LIMIT }))
  for (const router of routers) app.use(router)
  app.use(noSuchCall)
  app.use(problemHandler(onFault))
  return app
}
