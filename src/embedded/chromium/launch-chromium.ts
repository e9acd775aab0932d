import type { Browser } from 'playwright-core'
import { CountersignError } from '../../domain/errors.ts'
import { describeFailure } from '../download-cache.ts'
import { findChromium, type Chromium, type FindChromiumOptions } from './find-chromium.ts'

/** Quiet, and deaf to every host but this one: the last rule holds for the browser's own requests too. */
const FLAGS = [
  ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--no-default-browser-check', '--no-pings'],
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]',
]

export interface LaunchChromiumOptions extends FindChromiumOptions {
  /** Chromium has no sandbox for root. */
  readonly isRoot?: boolean
}

/**
 * A headless browser with a fresh profile, for pages of this machine alone. It ends with `close`, or when its pipe to
 * us breaks, however we end. 503 `CHROMIUM_MISSING`, `CHROMIUM_FAILED`.
 */
export async function launchChromium(options: LaunchChromiumOptions): Promise<Browser> {
  const { isRoot = process.getuid?.() === 0 } = options
  const chromium = await findChromium(options)
  try {
    return await start(chromium, !isRoot)
  } catch (error) {
    const isRefused = /no usable sandbox|sandbox.*(?:EPERM|Operation not permitted)/i.test(describeFailure(error))
    if (isRoot || !isRefused) throw failed(chromium, error)
    // Containers and some systems deny it to everybody. What is shown is our own pages, and no other host is reached.
    options.log('this system gives Chromium no sandbox: it is started without')
    return start(chromium, false).catch((again: unknown) => {
      throw failed(chromium, again)
    })
  }
}

async function start({ executable, env }: Chromium, chromiumSandbox: boolean): Promise<Browser> {
  const { chromium } = await import('playwright-core')
  return chromium.launch({
    executablePath: executable,
    env: Object.fromEntries(
      Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    args: FLAGS,
    chromiumSandbox,
    timeout: 60_000,
    // Whoever starts it stops it; Playwright's own handlers would end our process.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
  })
}

function failed({ executable }: Chromium, cause: unknown): CountersignError {
  const detail = `${executable} did not start. Set CHROMIUM_PATH to another browser.\n${describeFailure(cause)}`
  return new CountersignError({ code: 'CHROMIUM_FAILED', status: 503, detail, cause })
}
