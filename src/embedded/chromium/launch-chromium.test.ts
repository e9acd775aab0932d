import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchChromium } from './launch-chromium.ts'

describe('starting a browser', () => {
  let root: string
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'cs-launch-'))
  })
  afterEach(() => rm(root, { recursive: true, force: true }))

  /** Stands for a browser that says this and ends; answers with the arguments of each start. */
  async function start(complaint: string, isRoot: boolean): Promise<{ starts: string[]; log: string[] }> {
    const browser = join(root, 'chromium')
    const starts = join(root, 'starts')
    const script = `#!/bin/sh
[ "$1" = --version ] && echo Chromium 143.0.1.2 && exit
echo "$*" >> ${starts}
echo '${complaint}' >&2
exit 1
`
    await writeFile(browser, script)
    await chmod(browser, 0o755)
    const log: string[] = []
    const env = { ...process.env, CHROMIUM_PATH: browser }
    const started = launchChromium({ env, isRoot, onProgress: () => {}, log: (line) => log.push(line) })
    await expect(started).rejects.toMatchObject({ code: 'CHROMIUM_FAILED', detail: expect.stringContaining(complaint) })
    return { starts: (await readFile(starts, 'utf8')).trim().split('\n'), log }
  }

  it('asks for a sandbox, and goes without only when the system has none to give', async () => {
    const { starts, log } = await start('FATAL: No usable sandbox!', false)
    expect(starts.map((args) => args.includes('--no-sandbox'))).toEqual([false, true])
    expect(log.join()).toContain('no sandbox')
  })

  it('does not drop the sandbox for any other reason', async () => {
    const { starts } = await start('something else is wrong', false)
    expect(starts.map((args) => args.includes('--no-sandbox'))).toEqual([false])
  })

  it('asks for none as root, and reaches no host but this machine', async () => {
    const { starts } = await start('something else is wrong', true)
    expect(starts).toHaveLength(1)
    expect(starts[0]).toContain('--no-sandbox')
    expect(starts[0]).toContain('MAP * ~NOTFOUND')
    expect(starts[0]).toContain('--user-data-dir=')
  })
})
