import { setTimeout as sleep } from 'node:timers/promises'
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

/** One of our own processes, started again whenever it ends by itself. If it never came up, it is left alone. */
export function keepRunning(options: Omit<SuperviseOptions, 'readyLine'>): Kept {
  const stopping = new AbortController()
  const { signal } = stopping
  const readyLine = new RegExp(`^countersign ${options.name} ready$`)
  const launch = (): Supervised => supervise({ ...options, readyLine })
  let current = launch()
  const ready = current.ready.then((match) => match !== null)

  async function watch(): Promise<void> {
    if (!(await ready)) return
    let pauseMs = PAUSE_MS
    for (;;) {
      const { code, signal: by } = await current.exited
      if (signal.aborted) return
      pauseMs = (await current.ready) === null ? Math.min(2 * pauseMs, LONGEST_PAUSE_MS) : PAUSE_MS
      options.log(`${options.name} ended (${by ?? `exit code ${code}`}) and is started again`)
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      current = launch()
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
