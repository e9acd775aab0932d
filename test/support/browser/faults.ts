import type { BrowserContext, Page } from 'playwright-core'

/** What no page may do, whoever looks at it. */
export interface Faults {
  /** What went wrong so far and was not allowed, in words. */
  readonly found: readonly string[]
  /** From now on this is meant to happen: the browser's own line about an answer 409, say. */
  allow(pattern: RegExp): void
  /** Told of everything from now on, allowed or not. */
  observe(observer: (fault: string) => void): void
}

const VIOLATION = 'Content-Security-Policy violated: '

/** Told to the console, which is watched; works under any policy, as no page can forbid it. */
const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) => {
  console.error('${VIOLATION}' + event.effectiveDirective + ' ' + event.blockedURI)
})`

/**
 * Blocks every request that is not to our own origin and takes note of it; of errors on the console, of violated
 * policies, of errors nobody caught, of requests that failed, and of answers 5xx.
 */
export async function watchFaults(context: BrowserContext, origin: string): Promise<Faults> {
  const found: string[] = []
  const allowed: RegExp[] = []
  const observers: ((fault: string) => void)[] = []
  const note = (page: Page | null, fault: string): void => {
    for (const observer of observers) observer(fault)
    if (!allowed.some((pattern) => pattern.test(fault))) found.push(`${fault} (on ${page?.url() ?? 'a page'})`)
  }
  await context.addInitScript(REPORT_VIOLATIONS)
  await context.route(
    (url) => !isOwn(url, origin),
    async (route) => {
      note(null, `request to a third party: ${route.request().url()}`)
      await route.abort('blockedbyclient')
    },
  )
  await context.routeWebSocket(
    (url) => url.host !== new URL(origin).host,
    async (socket) => {
      note(null, `web socket to a third party: ${socket.url()}`)
      await socket.close()
    },
  )
  context.on('console', (message) => {
    if (message.type() === 'error') note(message.page(), `console: ${message.text()}`)
  })
  context.on('weberror', (error) => note(error.page(), `uncaught: ${error.error().message}`))
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? ''
    // Given up by the page itself, as when one is left while it loads.
    if (reason !== 'net::ERR_ABORTED') note(null, `failed: ${request.method()} ${request.url()} ${reason}`)
  })
  context.on('response', (response) => {
    if (response.status() >= 500) note(null, `answer ${response.status()}: ${response.url()}`)
  })
  return {
    found,
    allow: (pattern) => void allowed.push(pattern),
    observe: (observer) => void observers.push(observer),
  }
}

function isOwn(url: URL, origin: string): boolean {
  return url.origin === origin || ['data:', 'blob:', 'about:'].includes(url.protocol)
}
