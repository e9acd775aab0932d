import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

/** Where installed browsers are looked for; tests name folders of their own. */
export interface Places {
  /** Executables at fixed paths. */
  readonly usual: readonly string[]
  /** Playwright's cache. */
  readonly playwright: string
}

const NAMES = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
  ...['microsoft-edge', 'microsoft-edge-stable', 'chrome-headless-shell'],
]

const LINUX = [
  ...['/opt/google/chrome/chrome', '/usr/lib/chromium/chromium', '/usr/lib64/chromium-browser/chromium-browser'],
  ...['/opt/microsoft/msedge/msedge', '/snap/bin/chromium'],
]

const MACOS = ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((name) =>
  ['/Applications', join(homedir(), 'Applications')].map((folder) => `${folder}/${name}.app/Contents/MacOS/${name}`),
)

export function usualPlaces(env: NodeJS.ProcessEnv): Places {
  const isMac = process.platform === 'darwin'
  const cache = isMac ? join(homedir(), 'Library/Caches') : (env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'))
  return {
    usual: isMac ? MACOS : LINUX,
    playwright: env['PLAYWRIGHT_BROWSERS_PATH'] ?? join(cache, 'ms-playwright'),
  }
}

/** The first installed browser that works: on PATH, in the usual places, in Playwright's cache. */
export async function findInstalled(env: NodeJS.ProcessEnv, places: Places): Promise<string | undefined> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  for (const path of [...onPath, ...places.usual, ...(await inPlaywrightCache(places.playwright))]) {
    if (await isChromium(path, env)) return path
  }
  return undefined
}

/** Virtual security keys that report what they signed came with this version; older ones are passed over. */
const OLDEST = 116
const VERSION = /^(?:Chromium|Google Chrome|Microsoft Edge|HeadlessChrome|Chrome Headless Shell)\D* (\d+)\.\d+\./

/** Asked rather than believed: some systems have a script of that name that only says how to install a browser. */
export async function isChromium(path: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 20_000, env })
    return Number(VERSION.exec(stdout.trim())?.[1] ?? 0) >= OLDEST
  } catch {
    return false
  }
}

/** `chromium-1255/chrome-linux64/chrome`, `chromium_headless_shell-1255/…`: newest first. */
async function inPlaywrightCache(cache: string): Promise<string[]> {
  const builds = (await listed(cache))
    .map((name) => ({ name, revision: Number(/^chromium(?:_headless_shell)?-(\d+)$/.exec(name)?.[1] ?? -1) }))
    .filter(({ revision }) => revision >= 0)
    .toSorted((one, other) => other.revision - one.revision)
  const found: string[] = []
  for (const { name } of builds) {
    for (const folder of await listed(join(cache, name))) {
      const at = join(cache, name, folder)
      for (const app of ['Chromium', 'Google Chrome for Testing']) found.push(`${at}/${app}.app/Contents/MacOS/${app}`)
      for (const program of ['chrome', 'headless_shell', 'chrome-headless-shell']) found.push(join(at, program))
    }
  }
  return found
}

async function listed(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}
