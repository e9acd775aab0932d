/** Where what is fetched at run time is kept: of every version one copy, which all installations of an account share. */
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { CountersignError } from '../domain/errors.ts'

const STAGING = '.fetching-'
const STALE_STAGING = 60 * 60 * 1_000

export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const own = env['COUNTERSIGN_CACHE']
  if (own !== undefined && own !== '') return own
  return join(homedir(), '.cache', 'countersign')
}

/** The folder, made if need be and freed of what fetches that were killed left behind. */
export async function openCache(env: NodeJS.ProcessEnv): Promise<string> {
  const cache = cacheFolder(env)
  await mkdir(cache, { recursive: true, mode: 0o700 })
  await removeStaleStaging(cache)
  return cache
}

/** Lends a folder beside the target, so that what was fetched gets there by one rename; gone afterwards. */
export async function withStaging<T>(cache: string, fetch: (staging: string) => Promise<T>): Promise<T> {
  const staging = await mkdtemp(join(cache, STAGING))
  try {
    return await fetch(staging)
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

async function removeStaleStaging(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(STAGING)) continue
    const folder = join(cache, name)
    const { mtimeMs } = await stat(folder)
    if (Date.now() - mtimeMs > STALE_STAGING) await rm(folder, { recursive: true, force: true })
  }
}

/** Meant for this process, and it may name a loader that the guard's node cannot find. */
export function withoutNodeOptions(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...rest } = env
  return rest
}

export function describeFailure(error: unknown): string {
  if (error instanceof CountersignError) return error.detail
  if (!(error instanceof Error)) return String(error)
  // fetch says "fetch failed" and hides why in the cause.
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
