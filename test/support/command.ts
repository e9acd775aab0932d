import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { SUPERVISED } from '../../src/embedded/exit-with-parent.ts'
import { until } from './until.ts'

export const COMMAND = join(import.meta.dirname, '../../dist/src/cli/countersign.js')
const START_LIMIT_MS = 90_000
const STOP_GRACE_MS = 20_000
const LAST_WORDS_MS = 500

export type Environment = Readonly<Record<string, string>>

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A process of the service, as it is shipped. */
export interface Command {
  readonly pid: number
  /** What it printed so far, on either stream. */
  output(): string
  /** Waits for a line; fails with what was printed when the process ends without it. */
  says(line: RegExp): Promise<RegExpMatchArray>
  readonly ended: Promise<Exit>
  /** To the process alone, as a supervisor would, or a mishap. */
  kill(signal: NodeJS.Signals): Promise<Exit>
  /** SIGTERM, later SIGKILL; does nothing to one that has ended. */
  stop(): Promise<Exit>
}

export interface Surroundings {
  readonly env: Environment
  readonly cwd: string
}

/** `countersign <args>`. Whatever ends the tests, it does not outlive them: it holds our end of its standard input. */
export function runCommand(args: readonly string[], surroundings: Surroundings): Command {
  return runProgram(process.execPath, [COMMAND, ...args], surroundings)
}

/** In a group of its own, so that a signal to the group is what a terminal's Ctrl-C would be. */
export function runProgram(program: string, args: readonly string[], { env, cwd }: Surroundings): Command {
  const child = spawn(program, args, { env: { ...env, [SUPERVISED]: '1' }, cwd, detached: true })
  const { pid } = child
  if (pid === undefined) throw new Error(`${program} could not be started`)
  // EPIPE: it has ended, which `ended` tells.
  child.stdin.on('error', () => undefined)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  }
  const ended = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }))
    // What outlives it may hold its pipes, and then they never close.
    child.once('exit', (code, signal) => setTimeout(() => resolve({ code, signal }), LAST_WORDS_MS))
  })
  const name = `countersign ${args.slice(1).join(' ')}`
  return {
    pid,
    output: () => output,
    async says(line) {
      const found = async (): Promise<RegExpMatchArray | undefined> => {
        const match = output.match(line)
        if (match === null && hasEnded(child))
          throw new Error(`${name} ended with ${child.signalCode ?? child.exitCode}`)
        return match ?? undefined
      }
      return until(`${name} saying ${String(line)}`, found, START_LIMIT_MS).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${output}`, { cause: error })
      })
    },
    ended,
    kill(signal) {
      child.kill(signal)
      return ended
    },
    async stop() {
      if (hasEnded(child)) return ended
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS)
      child.kill('SIGTERM')
      const exit = await ended
      clearTimeout(late)
      return exit
    },
  }
}

/** Runs one to its end. */
export async function runToEnd(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<{ code: number | null; output: string }> {
  const command = runCommand(args, surroundings)
  const { code } = await command.ended
  return { code, output: command.output() }
}

/** No setting of whoever runs the tests, only what a process needs to run at all. */
export function passedOn(): Environment {
  const wanted = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot']
  return Object.fromEntries(
    wanted.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
