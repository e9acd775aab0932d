import { setTimeout as pause } from 'node:timers/promises'
import { createAlerting } from './promql/alerting.ts'
import type { Rule } from './promql/quicken.ts'
import { createSeriesStore } from './promql/series.ts'

export interface Target {
  readonly job: string
  /** host:port. */
  readonly instance: string
}

/** Who looks whether alerts fire, while things break and heal. */
export interface AlertWatch {
  readonly name: string
  /** Names of alerts that fire now. */
  firing(): Promise<readonly string[]>
  close(): Promise<void>
}

export interface WatchOptions {
  readonly rules: readonly Rule[]
  /** Those that run now: as a service's name resolves. */
  readonly targets: () => readonly Target[]
  readonly everySeconds: number
}

/** Scrapes and evaluates by itself: what a test run has everywhere. */
export function watchAlerts({ rules, targets, everySeconds }: WatchOptions): AlertWatch {
  const store = createSeriesStore()
  const alerting = createAlerting(rules, store)
  const stopping = new AbortController()
  let known: readonly Target[] = []
  let failure: Error | undefined
  const now = (): number => performance.now() / 1_000

  async function look(): Promise<void> {
    const current = targets()
    for (const target of known)
      if (!current.some((one) => isSame(one, target))) store.forgotten(now(), asLabels(target))
    known = current
    await Promise.all(
      current.map(async (target) => {
        const text = await scrape(target)
        store.scraped(now(), asLabels(target), text)
      }),
    )
    alerting.look(now())
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const next = pause(everySeconds * 1_000, undefined, { signal: stopping.signal }).catch(() => undefined)
      await look()
      await next
    }
  }

  const running = run()
  // A rule or a scrape that is not understood must not pass for silence.
  running.catch((error: unknown) => (failure = error instanceof Error ? error : new Error(String(error))))
  return {
    name: 'the evaluator of test/support/promql',
    async firing() {
      if (failure !== undefined) throw failure
      return alerting.firing()
    },
    async close() {
      stopping.abort()
      await running.catch(() => undefined)
    },
  }
}

async function scrape({ instance }: Target): Promise<string | null> {
  try {
    const response = await fetch(`http://${instance}/metrics`, { signal: AbortSignal.timeout(8_000) })
    return response.ok ? await response.text() : null
  } catch {
    return null
  }
}

function isSame(one: Target, other: Target): boolean {
  return one.job === other.job && one.instance === other.instance
}

function asLabels({ job, instance }: Target): Record<string, string> {
  return { job, instance }
}
