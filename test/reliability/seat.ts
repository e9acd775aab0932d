import { setTimeout as sleep } from 'node:timers/promises'
import { runCommand, type Command, type Environment, type Exit } from '../support/command.ts'
import { until } from '../support/until.ts'

export type SeatName = 'api' | 'worker' | 'signer'

/** One place for one process of the service: whoever sits in it is started anew when it ends, as a supervisor does. */
export interface Seat {
  readonly name: SeatName
  /** Where it says how it is. */
  readonly probes: string
  pid(): number
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** kill -9, and started again at once. Answers with how it ended. */
  kill(): Promise<Exit>
  /** Ended and not started again until `fill`. */
  empty(signal: 'SIGTERM' | 'SIGKILL'): Promise<Exit>
  fill(): void
  isReady(): Promise<boolean>
  /** The last words of everybody who sat here. */
  output(): string
  close(): Promise<void>
}

export interface SeatOptions {
  readonly name: SeatName
  readonly env: Environment
  readonly cwd: string
  readonly probes: string
}

/** `restart: unless-stopped`, but for its longer and longer pauses. */
const PAUSE_MS = 250
const WORDS_KEPT = 20_000

export function openSeat({ name, env, cwd, probes }: SeatOptions): Seat {
  let words = ''
  let isEmpty = false
  let isClosing = false
  let current: Command = sit()

  function sit(): Command {
    return runCommand([name], { env, cwd })
  }

  async function keep(): Promise<void> {
    while (!isClosing) {
      const { code, signal } = await current.ended
      words = `${words}${current.output()}\n[${name} ended: ${signal ?? code}]\n`.slice(-WORDS_KEPT)
      await sleep(PAUSE_MS)
      while (isEmpty && !isClosing) await sleep(50)
      if (!isClosing) current = sit()
    }
  }
  const keeping = keep()

  return {
    name,
    probes,
    pid: () => current.pid,
    signal: (signal) => void current.kill(signal),
    kill: () => current.kill('SIGKILL'),
    async empty(signal) {
      isEmpty = true
      return signal === 'SIGTERM' ? current.stop() : current.kill(signal)
    },
    fill() {
      isEmpty = false
    },
    isReady: () => answersOk(`${probes}/readyz`),
    output: () => `${words}${current.output()}`.slice(-WORDS_KEPT),
    async close() {
      isClosing = true
      void current.kill('SIGCONT')
      await current.stop()
      await keeping
    },
  }
}

async function answersOk(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    (response) => response.ok,
    () => false,
  )
}

/** Until everything that must be up is up. */
export async function allReady(seats: readonly Seat[]): Promise<void> {
  for (const seat of seats) {
    await until(`${seat.name} being ready`, async () => ((await seat.isReady()) ? true : undefined), 90_000).catch(
      (error: unknown) => {
        throw new Error(`${String(error)}\n${seat.output()}`, { cause: error })
      },
    )
  }
}
