import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { CountersignError } from '../../domain/errors.ts'
import { cacheFolder, describeFailure, openCache, withoutNodeOptions, withStaging } from '../download-cache.ts'
import { sha256File } from '../sha256-file.ts'
import type { Progress } from '../temporal-downloads.ts'
import { chromiumRelease, type ChromiumRelease } from './chromium-release.ts'
import { fetchChromium, type FetchChromium } from './fetch-chromium.ts'
import { findInstalled, isChromium, usualPlaces, type Places } from './installed-chromium.ts'

export interface FindChromiumOptions {
  readonly onProgress: (progress: Progress) => void
  readonly log: (line: string) => void
  readonly env?: NodeJS.ProcessEnv
  readonly places?: Places
  readonly release?: ChromiumRelease | undefined
  readonly fetch?: (options: FetchChromium) => Promise<string>
}

export interface Chromium {
  readonly executable: string
  /** What it is to be started with. */
  readonly env: NodeJS.ProcessEnv
}

/** A browser: the one `CHROMIUM_PATH` names, an installed one, the one in our cache, or one fetched into our cache. */
export async function findChromium(options: FindChromiumOptions): Promise<Chromium> {
  const { onProgress, log, fetch = fetchChromium } = options
  const env = withoutNodeOptions(options.env ?? process.env)
  const named = env['CHROMIUM_PATH']
  if (named !== undefined && named !== '') {
    if (await isChromium(named, env)) return { executable: named, env }
    throw missing(`CHROMIUM_PATH is ${named}, which is no Chromium, Chrome or Edge of a version that works.`)
  }
  const installed = await findInstalled(env, options.places ?? usualPlaces(env))
  if (installed !== undefined) return { executable: installed, env }

  const release = 'release' in options ? options.release : chromiumRelease()
  if (release === undefined) throw missing(`There is no build for ${process.platform}-${process.arch} to fetch.`)
  const target = join(cacheFolder(env), `chromium-${release.version}-${process.platform}-${process.arch}`)
  if (!(await isIntact(target, release))) {
    try {
      await withStaging(await openCache(env), async (staging) => {
        const build = await fetch({ staging, target, release, env, onProgress, log })
        await putInPlace(build, target, release)
      })
    } catch (error) {
      throw missing(`It could not be fetched: ${describeFailure(error)}`)
    }
  }
  return startable(target, env)
}

async function isIntact(target: string, { executableSha256 }: ChromiumRelease): Promise<boolean> {
  const executable = join(target, 'chromium')
  return existsSync(executable) && (await sha256File(executable)) === executableSha256
}

/** Whoever else fetches it at the same moment puts the same bytes there. */
async function putInPlace(build: string, target: string, release: ChromiumRelease): Promise<void> {
  try {
    await rename(build, target)
  } catch (error) {
    if (await isIntact(target, release)) return
    if (!existsSync(target)) throw error
    await rm(target, { recursive: true, force: true })
    await rename(build, target)
  }
}

/** With the system's libraries where it has them, else with those that came along. */
async function startable(folder: string, env: NodeJS.ProcessEnv): Promise<Chromium> {
  const executable = join(folder, 'chromium')
  const withFonts = { ...env, FONTCONFIG_FILE: join(folder, 'fonts.conf') }
  if (await isChromium(executable, withFonts)) return { executable, env: withFonts }
  const path = [join(folder, 'lib'), env['LD_LIBRARY_PATH'] ?? ''].filter((part) => part !== '').join(delimiter)
  const withLibraries = { ...withFonts, LD_LIBRARY_PATH: path }
  if (await isChromium(executable, withLibraries)) return { executable, env: withLibraries }
  throw missing(`${executable} does not run on this system.`)
}

function missing(reason: string): CountersignError {
  const detail =
    `A browser is needed, and none was found. ${reason}\nInstall Chromium, Chrome or Edge so that it is on PATH, ` +
    'or set CHROMIUM_PATH to one.'
  return new CountersignError({ code: 'CHROMIUM_MISSING', status: 503, detail })
}
