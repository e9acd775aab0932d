import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { SUPERVISED } from './exit-with-parent.ts'
import { HANDED_SOCKET } from './handed-socket.ts'

export interface SuperviseOptions {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment of the process. */
  readonly env: NodeJS.ProcessEnv
  /** A listening socket that becomes its own (`handedSocket`); ours may be closed once this returns. */
  readonly socket?: number
  /** What it prints on stdout when it is ready. */
  readonly readyLine?: RegExp
  /** Gets every line of its stdout and stderr. */
  readonly log: (line: string) => void
  /** Milliseconds between SIGTERM and SIGKILL; 15 s unless given. */
  readonly grace?: number
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Supervised {
  readonly name: string
  /** Undefined when it could not be started at all: then `exited` has code 127. */
  readonly pid: number | undefined
  /** The match of `readyLine`; null when it exited first, or at once when no `readyLine` was asked for. */
  readonly ready: Promise<RegExpMatchArray | null>
  readonly exited: Promise<Exit>
  /** SIGTERM, after the grace time SIGKILL; resolves when it is gone. */
  stop(): Promise<Exit>
}

/**
 * Starts one of our own processes. It dies with us because it calls `exitWithParent`. Nothing is restarted here: what
 * an exit means is for the caller to say.
 */
export function supervise(options: SuperviseOptions): Supervised {
  const { name, command, args, env, socket, readyLine, log, grace = 15_000 } = options
  const child = spawn(command, args, {
    env: { ...env, [SUPERVISED]: '1', [HANDED_SOCKET]: socket === undefined ? undefined : '1' },
    stdio: ['pipe', 'pipe', 'pipe', ...(socket === undefined ? [] : [socket])],
    // A group of its own: Ctrl-C reaches the supervisor alone, which stops everything in order.
    detached: true,
  })
  const { stdin, stdout, stderr } = child
  if (stdin === null || stdout === null || stderr === null) throw new Error('these three were asked for as pipes')
  stdin.on('error', () => {}) // EPIPE: it is gone, which `exited` tells

  const exited = new Promise<Exit>((resolve) => {
    child.once('error', (error) => {
      if (child.pid !== undefined) return // a signal that could not be sent; the process lives
      log(`${name} did not start: ${error.message}`)
      resolve({ code: 127, signal: null })
    })
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  eachLine(stderr, log)
  const ready = new Promise<RegExpMatchArray | null>((resolve) => {
    if (readyLine === undefined) resolve(null)
    void exited.then(() => resolve(null))
    eachLine(stdout, (line) => {
      log(line)
      const match = readyLine === undefined ? null : line.match(readyLine)
      if (match !== null) resolve(match)
    })
  })

  const stop = async (): Promise<Exit> => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), grace)
    const exit = await exited
    clearTimeout(timer)
    return exit
  }
  return { name, pid: child.pid, ready, exited, stop }
}

function eachLine(stream: Readable, take: (line: string) => void): void {
  createInterface({ input: stream }).on('line', take)
}
