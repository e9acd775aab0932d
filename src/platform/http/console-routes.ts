import { randomBytes } from 'node:crypto'
import { Router, type Request } from 'express'
import { CountersignError } from '../../domain/errors.ts'
import type { Settings } from '../config/settings.ts'
import { readConsoleFiles, type ConsoleFiles } from './console-files.ts'
import { consoleHeaders, contentSecurityPolicy } from './console-headers.ts'

/** Paths that are never a screen, whatever a browser that types them in accepts. */
const NOT_SCREENS = /^\/(?:v1|docs|openapi\.json|healthz|readyz|metrics|\.well-known|assets)(?:\/|$)/
/** Their names carry a hash of what is in them. */
const FOR_GOOD = 'public, max-age=31536000, immutable'
const NONCE_PLACE = 'STYLE_NONCE'

/**
 * The web console, from `dist/console`: its files under `/assets`, and its one page for every address that a browser
 * navigates to. Without a build, production does not start, and elsewhere the page says how to make one.
 */
export function consoleRoutes(settings: Pick<Settings, 'profile'>, folder: string): Router {
  const files = readConsoleFiles(folder)
  if (files === null && settings.profile === 'production') throw notBuilt(folder)
  const router = Router()

  router.get('/assets/:name', (request, response, next) => {
    const file = files?.assets.get(request.params.name)
    if (file === undefined) {
      next()
      return
    }
    const encoding = (['br', 'gzip'] as const).find(
      (one) => file.encoded[one] !== undefined && request.acceptsEncodings(one) === one,
    )
    if (encoding !== undefined) response.set('Content-Encoding', encoding)
    response.set({ 'Cache-Control': FOR_GOOD, Vary: 'Accept-Encoding' }).type(file.type)
    response.send((encoding === undefined ? undefined : file.encoded[encoding]) ?? file.bytes)
  })

  router.get(/.*/, (request, response, next) => {
    if (!isNavigation(request)) {
      next()
      return
    }
    if (files === null) throw notBuilt(folder)
    const nonce = randomBytes(18).toString('base64')
    response.set(consoleHeaders).set('Content-Security-Policy', contentSecurityPolicy(nonce))
    response.type('html').send(pageOf(files, nonce))
  })

  return router
}

/** A browser that goes to a page asks for HTML by name; what fetches data does not. */
function isNavigation(request: Request): boolean {
  return /\btext\/html\b/.test(request.get('accept') ?? '') && !NOT_SCREENS.test(request.path)
}

function pageOf({ page }: ConsoleFiles, nonce: string): string {
  return page.replaceAll(NONCE_PLACE, nonce)
}

function notBuilt(folder: string): CountersignError {
  return new CountersignError({
    code: 'CONSOLE_NOT_BUILT',
    status: 503,
    detail: `The web console is not in ${folder}. Run "npm run build", then start again; the API works without it.`,
  })
}
