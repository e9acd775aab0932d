import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { openKeySlot } from '../../../src/sandbox/virtual-key.ts'
import { watchFaults, type Faults } from './faults.ts'

/** Somebody at a browser of their own. */
export interface Visitor {
  readonly context: BrowserContext
  /** Paths are relative to the service: `page.goto('/docs')`. */
  readonly page: Page
  readonly faults: Faults
}

/** Nobody known: no key, no session. */
export async function openVisitor(
  browser: Browser,
  baseURL: string,
  options?: BrowserContextOptions,
): Promise<Visitor> {
  const context = await browser.newContext({ baseURL, serviceWorkers: 'block', ...options })
  const faults = await watchFaults(context, baseURL)
  const page = await context.newPage()
  await openKeySlot(page)
  return { context, faults, page }
}
