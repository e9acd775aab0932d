import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { CountersignError } from '../domain/errors.ts'

export interface Running {
  readonly pid: number
  /** The program's own name. */
  readonly program: string
  /** Its arguments, joined by spaces. */
  readonly command: string
}

export interface Leftover {
  readonly programs: readonly string[]
  /** What only a command line of this very folder contains, e.g. its database's path. */
  readonly mark: string
  readonly signal: NodeJS.Signals
  readonly grace: number
  readonly log: (line: string) => void
}

/**
 * Ends what an earlier run on the same folder left behind, and waits until it is gone. After a `kill -9` of that run
 * its servers take some seconds to stop in order; if their guard was killed too, nobody stops them but us. The caller
 * holds the folder's lock, so nothing found here can belong to a living run. Found by command line and never by a
 * recorded pid, which another process may have by now.
 */
export async function stopLeftovers(leftover: Leftover): Promise<void> {
  const deadline = Date.now() + leftover.grace
  const asked = new Set<number>()
  for (;;) {
    const found = await findLeftovers(leftover)
    if (found.length === 0) return
    for (const { pid, program } of found) {
      if (asked.has(pid)) continue
      asked.add(pid)
      leftover.log(`waiting for ${program} of an earlier run to stop (process ${pid})`)
      signalQuietly(pid, leftover.signal)
    }
    if (Date.now() > deadline + 2_000) throw stuck(found)
    if (Date.now() > deadline) for (const { pid } of found) signalQuietly(pid, 'SIGKILL')
    await sleep(100)
  }
}

async function findLeftovers({ programs, mark }: Leftover): Promise<Running[]> {
  const all = await runningProcesses()
  return all.filter(({ pid, program, command }) => {
    return pid !== process.pid && programs.includes(program) && command.includes(mark)
  })
}

/** Every process of this machine that we can see. */
export function runningProcesses(): Promise<Running[]> {
  return existsSync('/proc/self/cmdline') ? runningByProc() : runningByPs()
}

async function runningByProc(): Promise<Running[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  return Promise.all(
    pids.map(async (pid) => {
      // Unreadable: it has just ended.
      const argv = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
      return { pid: Number(pid), program: basename(argv[0] ?? ''), command: argv.join(' ') }
    }),
  )
}

/** macOS has no /proc, and small Linux images have no ps. A program whose path contains a space is missed here. */
async function runningByPs(): Promise<Running[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,args='], { maxBuffer: 16 * 1024 * 1024 })
  return stdout.split('\n').flatMap((line) => {
    const [, pid, program, rest] = /^\s*(\d+)\s+(\S+)(.*)$/.exec(line) ?? []
    if (pid === undefined || program === undefined) return []
    return [{ pid: Number(pid), program: basename(program), command: `${program}${rest ?? ''}` }]
  })
}

/** Whether any process has this pid now, whoever owns it. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // it has ended in between
  }
}

function stuck(found: readonly Running[]): CountersignError {
  const names = found.map(({ pid, program }) => `${program} (process ${pid})`).join(', ')
  const detail = `${names} of an earlier run does not stop. End it by hand, then start again.`
  return new CountersignError({ code: 'LEFTOVER_PROCESS', status: 503, detail })
}
