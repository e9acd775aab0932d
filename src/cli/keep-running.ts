import { setTimeout as sleep } from 'node:timers/promises'
import { supervise, type SuperviseOptions, type Supervised } from '../embedded/supervise.ts'

export interface Kept {
  readonly name: string
  /** Whether it came up the first time. */
  readonly ready: Promise<boolean>
  stop(): Promise<unknown>
}

const PAUSE_MS = 1_000

/** One of our own processes, started again whenever it ends by itself. If it never came up, it is left alone. */
export function keepRunning(options: Omit<SuperviseOptions, 'readyLine'>): Kept {
  let stopping = false
  const launch = (): Supervised =>
    supervise({ ...options, readyLine: new RegExp(`^countersign ${options.name} ready$`) })
  let current = launch()
  const ready = current.ready.then((match) => match !== null)

  async function watch(): Promise<void> {
    if (!(await ready)) return
    while (!stopping) {
      const { code, signal } = await current.exited
      if (stopping) return
      options.log(`${options.name} ended (${signal ?? `exit code ${code}`}) and is started again`)
      await sleep(PAUSE_MS)
      if (!stopping) current = launch()
    }
  }
  const watching = watch()

  return {
    name: options.name,
    ready,
    async stop() {
      stopping = true
      await current.stop()
      await watching
    },
  }
}
