import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CountersignError } from '../domain/errors.ts'
import type { Account } from './server-account.ts'

export interface GuardedCommand {
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment; nothing of ours is passed on unless it stands here. */
  readonly env: NodeJS.ProcessEnv
  readonly cwd?: string
  /** Whom to run as, when we are root and the command refuses to be. */
  readonly account?: Account | undefined
  /** What makes this command stop in order. */
  readonly signal: NodeJS.Signals
  /** Milliseconds between that signal and SIGKILL. */
  readonly grace: number
  /** Gets every line of the command's stdout and stderr. */
  readonly log: (line: string) => void
}

export interface GuardedProcess {
  /** The command's exit code; 127 when it could not be started, 128 + n when signal n ended it. */
  readonly exited: Promise<number>
  /** The last lines it printed, for an error message. */
  recent(): string
  /** Stops it in order and waits until it is gone. */
  stop(): Promise<void>
}

const RECENT_LINES = 12

/** Runs one command under `guard.ts`: it stops when we ask, and also when we die, however we die. */
export function startGuarded(options: GuardedCommand): GuardedProcess {
  const { account } = options
  const runAs = account === undefined ? [] : ['--uid', String(account.uid), '--gid', String(account.gid)]
  const guard = spawn(
    process.execPath,
    [
      ...[guardPath(), '--signal', options.signal, '--grace', String(options.grace), ...runAs],
      ...['--', options.command, ...options.args],
    ],
    // Detached for the reason given in guard.ts: a SIGKILL to our whole process group must leave the guard standing.
    { env: options.env, cwd: options.cwd, stdio: ['pipe', 'pipe', 'pipe'], detached: true },
  )
  guard.stdin.on('error', () => {}) // EPIPE: it is gone, which `exited` tells
  const recent: string[] = []
  for (const stream of [guard.stdout, guard.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      recent.push(line)
      if (recent.length > RECENT_LINES) recent.shift()
      options.log(line)
    })
  }
  const exited = new Promise<number>((resolve) => {
    guard.once('error', (error) => {
      recent.push(error.message)
      resolve(127)
    })
    // `close`, not `exit`: by then its last lines have been read. But a guard that was itself killed leaves its command
    // behind, which holds the pipes open; the next start on the same folder ends that one (leftover-processes.ts).
    guard.once('close', (code) => resolve(code ?? 137))
    guard.once('exit', (_, signal) => {
      if (signal !== null) resolve(137)
    })
  })
  return {
    exited,
    recent: () => recent.join('\n'),
    stop: async () => {
      guard.stdin.end()
      await exited
    },
  }
}

/** Its exit code if it ends within that time. */
export function exitedWithin(running: GuardedProcess, ms: number): Promise<number | undefined> {
  return Promise.race([running.exited, sleep(ms, undefined, { ref: false })])
}

/** Runs a guarded command to its end. */
export async function runGuarded(options: GuardedCommand): Promise<{ code: number; recent: string }> {
  const running = startGuarded(options)
  const code = await running.exited
  return { code, recent: running.recent() }
}

/** What a server needs of our environment: no secret of ours, and no NODE_OPTIONS meant for another process. */
export function bareEnvironment(home: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    TMPDIR: process.env['TMPDIR'],
    HOME: home,
    TZ: 'UTC',
    // Also keeps PostgreSQL on macOS from "became multithreaded during startup".
    LC_ALL: 'C',
  }
}

function guardPath(): string {
  // Run from TypeScript (tests), the guard is still a process that node itself must be able to load.
  const isCompiled = !import.meta.url.endsWith('.ts')
  const url = new URL(isCompiled ? './guard.js' : '../../dist/src/embedded/guard.js', import.meta.url)
  const file = fileURLToPath(url)
  if (existsSync(file)) return file
  throw new CountersignError({
    code: 'NOT_BUILT',
    status: 503,
    detail: `${file} is missing. Run \`npm run build\` first.`,
  })
}
