import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { chromiumRelease, type ChromiumRelease } from './chromium-release.ts'
import { fetchChromium, type FetchChromium } from './fetch-chromium.ts'
import { findChromium, type Chromium } from './find-chromium.ts'
import type { Places } from './installed-chromium.ts'

const GENUINE = '#!/bin/sh\necho Chromium 143.0.1.2\n'
const NEEDS_LIBRARIES = `#!/bin/sh\n[ -n "$LD_LIBRARY_PATH" ] && echo Chromium 143.0.1.2 || exit 127\n`

const release = (script: string): ChromiumRelease => ({
  package: '@sparticuz/chromium',
  version: '0.0.0',
  integrity: 'sha512-another',
  bytes: 1,
  executableSha256: createHash('sha256').update(script).digest('hex'),
})

describe('finding a browser', () => {
  let root: string
  let env: NodeJS.ProcessEnv
  let places: Places
  let fetched: number
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'cs-chromium-'))
    env = { COUNTERSIGN_CACHE: join(root, 'cache'), PATH: join(root, 'bin') }
    places = { usual: [join(root, 'opt/chrome')], playwright: join(root, 'ms-playwright') }
    fetched = 0
  })
  afterEach(() => rm(root, { recursive: true, force: true }))

  async function program(path: string, script = GENUINE): Promise<string> {
    const file = join(root, path)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, script)
    await chmod(file, 0o755)
    return file
  }

  const giving =
    (script: string) =>
    async ({ staging }: FetchChromium): Promise<string> => {
      fetched++
      await program(join(staging.slice(root.length), 'build/chromium'), script)
      return join(staging, 'build')
    }

  const find = (script = GENUINE, fetch = giving(script)): Promise<Chromium> =>
    findChromium({ env, places, release: release(script), fetch, log: () => {}, onProgress: () => {} })

  it('takes the one that CHROMIUM_PATH names, and no other when that is none', async () => {
    await program('bin/chromium')
    env['CHROMIUM_PATH'] = await program('named')
    expect((await find()).executable).toBe(env['CHROMIUM_PATH'])
    env['CHROMIUM_PATH'] = await program('other', '#!/bin/sh\necho something else 143.0.1.2\n')
    await expect(find()).rejects.toMatchObject({
      code: 'CHROMIUM_MISSING',
      detail: expect.stringContaining('CHROMIUM_PATH'),
    })
  })

  it.each([
    ['bin/google-chrome', 'Google Chrome 150.0.1.2'],
    ['bin/microsoft-edge', 'Microsoft Edge 150.0.1.2'],
    ['opt/chrome', 'Chromium 150.0.1.2 built on Debian'],
    ['ms-playwright/chromium-1255/chrome-linux64/chrome', 'Google Chrome for Testing 159.0.8154.6'],
    ['ms-playwright/chromium_headless_shell-1200/chrome-linux/headless_shell', 'HeadlessChrome 143.0.1.2'],
  ])('takes an installed one at %s', async (path, version) => {
    const installed = await program(path, `#!/bin/sh\necho '${version}'\n`)
    expect((await find()).executable).toBe(installed)
    expect(fetched).toBe(0)
  })

  it('prefers PATH to the usual places, those to the cache of Playwright, and there the newest build', async () => {
    const order = [
      await program('ms-playwright/chromium-999/chrome-linux/chrome'),
      await program('ms-playwright/chromium-1255/chrome-linux/chrome'),
      await program('opt/chrome'),
      await program('bin/chromium'),
    ]
    for (const path of order.reverse()) {
      expect((await find()).executable).toBe(path)
      await rm(path)
    }
  })

  it('passes over a script that only says how to install one, and a browser that is too old', async () => {
    await program(
      'bin/chromium-browser',
      '#!/bin/sh\necho Command requires the chromium snap 143.0.1.2 to be installed\n',
    )
    await program('bin/chromium', '#!/bin/sh\necho Chromium 90.0.1.2\n')
    await find()
    expect(fetched).toBe(1)
  })

  it('fetches once and takes it from the cache from then on, with a font of its own', async () => {
    const first = await find()
    expect(await readFile(first.executable, 'utf8')).toBe(GENUINE)
    expect(first.env['FONTCONFIG_FILE']).toBe(join(first.executable, '../fonts.conf'))
    expect(first.env['LD_LIBRARY_PATH']).toBeUndefined()
    expect((await find()).executable).toBe(first.executable)
    expect(fetched).toBe(1)
    expect(await readdir(join(root, 'cache'))).toHaveLength(1)
  })

  it('fetches again what was changed in the cache', async () => {
    const { executable } = await find()
    await writeFile(executable, 'changed')
    expect(await readFile((await find()).executable, 'utf8')).toBe(GENUINE)
    expect(fetched).toBe(2)
  })

  it('lends its libraries to a system that lacks them', async () => {
    const { executable, env: started } = await find(NEEDS_LIBRARIES)
    expect(started['LD_LIBRARY_PATH']?.split(delimiter)[0]).toBe(join(executable, '../lib'))
  })

  it('refuses a tarball with another hash before it is opened', async () => {
    // npm stands for one whose registry gives something else.
    const npm = '#!/bin/sh\nfor a; do [ "$p" = --pack-destination ] && echo other > "$a/x.tgz"; p="$a"; done\n'
    await program('bin/npm', npm)
    await program('bin/tar', `#!/bin/sh\n: > ${join(root, 'opened')}\n`)
    await expect(find(GENUINE, fetchChromium)).rejects.toMatchObject({
      code: 'CHROMIUM_MISSING',
      detail: expect.stringContaining('expected sha512-another'),
    })
    expect(await readdir(root)).not.toContain('opened')
    expect(await readdir(join(root, 'cache'))).toEqual([])
  })

  it('says what to do where nothing can be fetched, and when what was fetched does not run', async () => {
    const none = findChromium({ env, places, release: undefined, log: () => {}, onProgress: () => {} })
    await expect(none).rejects.toMatchObject({ detail: expect.stringMatching(/no build .* to fetch.*CHROMIUM_PATH/s) })
    await expect(find('#!/bin/sh\nexit 1\n')).rejects.toMatchObject({ detail: expect.stringContaining('does not run') })
  })

  it('pins both hashes for the system it fetches for, and none for others', () => {
    expect(chromiumRelease('linux-x64')?.integrity).toMatch(/^sha512-[\w+/]{86}==$/)
    expect(chromiumRelease('linux-x64')?.executableSha256).toMatch(/^[0-9a-f]{64}$/)
    expect(chromiumRelease('win32-x64')).toBeUndefined()
  })
})
