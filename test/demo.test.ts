/**
 * EXPENSIVE: each test is one run of the demo, on an installation of its own with its own PostgreSQL and Temporal, and
 * half of that is waiting for two cooling-off times.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { survivors } from '../src/embedded/testing/doomed-parent.ts'
import { enrolPerson } from '../src/sandbox/rest-person.ts'
import { createSoftwareKey } from '../src/sandbox/software-key.ts'
import { describeWithService } from './support/service.ts'

const COMMAND = join(import.meta.dirname, '../dist/src/cli/countersign.js')
/** Two minutes and a half where nothing else runs. */
const DEMO_LIMIT_MS = 420_000
/** For the kernel to reap what has ended. */
const REAP_MS = 2_000

const GOOD_END = /The fraud was stopped, its twin was paid\. (\d+) of \1 steps as promised, \d+ s\.\n/

describeWithService('countersign demo', () => {
  let mark: string
  let screenshots: string
  beforeEach(async () => {
    mark = await mkdtemp(join(tmpdir(), 'cs-demo-test-'))
    screenshots = await mkdtemp(join(tmpdir(), 'cs-demo-shots-'))
    // PostgreSQL's account, when we are root, passes through.
    await chmod(mark, 0o711)
  })
  afterEach(async () => {
    await rm(mark, { recursive: true, force: true })
    await rm(screenshots, { recursive: true, force: true })
  })

  it(
    'stops the fraud and pays its twin at the console, shows it, ends with 0 and leaves nothing behind',
    async () => {
      const demo = startDemo(mark, ['--screenshots', screenshots])
      const code = await demo.ended
      const output = demo.output()
      expect(output).toMatch(GOOD_END)
      expect(output).not.toMatch(/^ {2}NO|^NO/m)
      expect(output).toContain('People do their part at the console')
      // Not a terminal: not a single escape sequence.
      expect(output).not.toContain('\u001b')
      expect(code).toBe(0)
      await expectNothingLeft(mark)

      const pictures = (await readdir(screenshots)).sort()
      expect(pictures.map((name) => name.replace(/^\d+-/, ''))).toEqual(
        expect.arrayContaining([
          'ana-enrols.png',
          'dan-compares-the-number-he-was-given.png',
          'ana-reads-why-not.png',
          'cfo-denies.png',
          'ben-is-told-it-does-not-match.png',
          'dan-writes-down-what-was-stated.png',
          'eve-signs.png',
        ]),
      )
      const sizes = await Promise.all(pictures.map((name) => sizeOf(join(screenshots, name))))
      expect(new Set(sizes)).toEqual(new Set(['1440 x 900', '390 x 844']))
    },
    DEMO_LIMIT_MS,
  )

  it(
    'tells the same stories over REST, and says so, where there is no browser; stays open with --keep for who has a link',
    async () => {
      const hidden = { CHROMIUM_PATH: join(mark, 'none') }
      const demo = startDemo(mark, ['--keep', '--screenshots', screenshots], hidden)
      const [, origin = '', token = ''] = await demo.says(/vic@example\.com +(http:\S+)\/enrol#(\S+)/)
      expect(demo.output()).toContain('NO BROWSER: people do their part over REST instead, with software keys.')
      expect(demo.output()).toMatch(GOOD_END)
      const key = await createSoftwareKey()
      const vic = await enrolPerson({ origin }, { email: 'vic@example.com', token }, key)
      const [, orderId = ''] = await demo.says(/INV-4713 is there: \S+\/orders\/(\S+)/)
      const waiting = (await vic.inbox()).filter(({ subject }) => subject.id === orderId)
      expect(waiting.map(({ kind }) => kind).sort()).toEqual(['approval', 'instructor_confirmation'])

      demo.child.kill('SIGINT')
      expect(await demo.ended).toBe(0)
      await expectNothingLeft(mark)
      expect(await readdir(screenshots)).toEqual([])
    },
    DEMO_LIMIT_MS,
  )

  it(
    'stops in the middle when it is interrupted, browser and all',
    async () => {
      const demo = startDemo(mark, ['--screenshots', screenshots])
      await demo.says(/ok {2}201 +\d+ people each enrol/)
      demo.child.kill('SIGINT')
      expect(await demo.ended).toBe(1)
      expect(demo.output()).toMatch(/Interrupted\. \d+ of \d+ steps as promised/)
      await expectNothingLeft(mark)
    },
    DEMO_LIMIT_MS,
  )
})

interface RunningDemo {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  output(): string
  /** Fails when it ends without. */
  says(line: RegExp): Promise<RegExpExecArray>
}

function startDemo(folder: string, options: readonly string[], more: NodeJS.ProcessEnv = {}): RunningDemo {
  const env = { ...process.env, NODE_OPTIONS: '', TMPDIR: folder, ...more }
  const child = spawn(process.execPath, [COMMAND, 'demo', ...options], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let hasEnded = false
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const late = setTimeout(() => child.kill('SIGTERM'), DEMO_LIMIT_MS - 30_000)
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve)).finally(() => {
    hasEnded = true
    clearTimeout(late)
  })
  return {
    child,
    ended,
    output: () => output,
    async says(line) {
      for (;;) {
        const found = line.exec(output)
        if (found !== null) return found
        if (hasEnded) throw new Error(`It ended without ${line.source}:\n${output}`)
        await pause(100)
      }
    },
  }
}

async function expectNothingLeft(mark: string): Promise<void> {
  expect(await leftRunning(mark)).toEqual([])
  expect(await survivors(mark, REAP_MS)).toEqual([])
  expect(await readdir(mark)).toEqual([])
}

/** Of a PNG, from its header (RFC 2083 §11.2.1). */
async function sizeOf(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(24), 0, 24, 0)
    return `${buffer.readUInt32BE(16)} x ${buffer.readUInt32BE(20)}`
  } finally {
    await file.close()
  }
}

/** Processes that inherited the folder from the demo; where there is no /proc, `survivors` alone has to do. */
async function leftRunning(folder: string): Promise<string[]> {
  const deadline = performance.now() + REAP_MS
  for (;;) {
    const found = await withTmpdir(folder)
    if (found.length === 0 || performance.now() > deadline) return found
    await pause(100)
  }
}

/** The folder itself, or one in it, as the browser has. */
async function withTmpdir(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
      if (!environment.split('\0').some((line) => line.startsWith(`TMPDIR=${folder}`))) return []
      return [`${pid} ${(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ')}`]
    }),
  )
  return found.flat()
}
