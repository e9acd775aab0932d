/**
 * EXPENSIVE: about a minute and a half, half of it waiting for two cooling-off times. One test, on purpose: the demo is
 * one run of an installation of its own, with its own PostgreSQL and Temporal.
 */
import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { survivors } from '../src/embedded/testing/doomed-parent.ts'
import { describeWithService } from './support/service.ts'

const COMMAND = join(import.meta.dirname, '../dist/src/cli/countersign.js')
const DEMO_LIMIT_MS = 240_000
/** For the kernel to reap what has ended. */
const REAP_MS = 2_000

describeWithService('countersign demo', () => {
  let mark: string
  beforeAll(async () => {
    mark = await mkdtemp(join(tmpdir(), 'cs-demo-test-'))
    // PostgreSQL's account, when we are root, passes through.
    await chmod(mark, 0o711)
  })
  afterAll(() => rm(mark, { recursive: true, force: true }))

  it(
    'stops the fraud, pays its twin, ends with 0 and leaves nothing behind',
    async () => {
      const { code, output } = await runDemo(mark)
      expect(output).toMatch(/The fraud was stopped, its twin was paid\. (\d+) of \1 steps as promised, \d+ s\.\n$/)
      expect(output).not.toMatch(/^ {2}NO|^NO/m)
      // Not a terminal: not a single escape sequence.
      expect(output).not.toContain('\u001b')
      expect(code).toBe(0)
      expect(await leftRunning(mark)).toEqual([])
      expect(await survivors(mark, REAP_MS)).toEqual([])
      expect(await readdir(mark)).toEqual([])
    },
    DEMO_LIMIT_MS,
  )
})

async function runDemo(folder: string): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env, NODE_OPTIONS: '', TMPDIR: folder }
  const child = spawn(process.execPath, [COMMAND, 'demo'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const late = setTimeout(() => child.kill('SIGTERM'), DEMO_LIMIT_MS - 30_000)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(late)
  return { code, output }
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

async function withTmpdir(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
      if (!environment.split('\0').includes(`TMPDIR=${folder}`)) return []
      return [`${pid} ${(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ')}`]
    }),
  )
  return found.flat()
}
