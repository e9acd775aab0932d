import { setTimeout as sleep } from 'node:timers/promises'
import { holdPort, type HeldPort } from '../embedded/free-port.ts'
import { supervise, type SuperviseOptions, type Supervised } from '../embedded/supervise.ts'

export interface Kept {
  readonly name: string
  /** Whether it came up the first time. */
  readonly ready: Promise<boolean>
  stop(): Promise<unknown>
}

const PAUSE_MS = 1_000
/** What ends again and again before it is up does so for a reason that asking faster does not change. */
const LONGEST_PAUSE_MS = 30_000

/**
 * One of our own processes, started again whenever it ends by itself. If it never came up, it is left alone. `place` is
 * the port that it listens on, held until it has it: it is handed over, and held again while the process is away, so
 * that nobody else takes it.
 */
export function keepRunning(options: Omit<SuperviseOptions, 'readyLine' | 'socket'>, place?: HeldPort): Kept {
  const stopping = new AbortController()
  const { signal } = stopping
  const readyLine = new RegExp(`^countersign ${options.name} ready$`)
  const launch = (held: HeldPort | null): Supervised =>
    supervise({ ...options, readyLine, ...(held === null ? {} : { socket: held.socket }) })
  let current = launch(place ?? null)
  const given = place?.letGo()
  const ready = current.ready.then((match) => match !== null)

  async function watch(): Promise<void> {
    await given
    if (!(await ready)) return
    let pauseMs = PAUSE_MS
    for (;;) {
      const { code, signal: by } = await current.exited
      if (signal.aborted) return
      // Somebody was quicker: it tries for itself, and says so while it is in vain.
      const held = place === undefined ? null : await holdPort(place.port, place.host)
      pauseMs = (await current.ready) === null ? Math.min(2 * pauseMs, LONGEST_PAUSE_MS) : PAUSE_MS
      options.log(`${options.name} ended (${by ?? `exit code ${code}`}) and is started again`)
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
      if (!signal.aborted) current = launch(held)
      await held?.letGo()
      if (signal.aborted) return
    }
  }
  const watching = watch()

  return {
    name: options.name,
    ready,
    async stop() {
      stopping.abort()
      await current.stop()
      await watching
    },
  }
}
