import { evaluate } from './evaluate.ts'
import { secondsOf } from './functions.ts'
import type { Rule } from './quicken.ts'
import type { SeriesStore } from './series.ts'

export interface Alerting {
  /** Evaluates every rule at a time (seconds), which never goes back. */
  look(at: number): void
  /** Names of alerts that fire: whose expression has held for as long as `for` says. */
  firing(): readonly string[]
}

/** As Prometheus keeps alerts: pending from the first sample of an expression, firing after `for`, gone with it. */
export function createAlerting(rules: readonly Rule[], store: SeriesStore): Alerting {
  const since = new Map<string, number>()
  let fires: readonly string[] = []
  return {
    look(at) {
      const active = new Set<string>()
      const now: string[] = []
      for (const { alert, expr, for: hold } of rules) {
        for (const { labels } of evaluate(expr, store, at)) {
          const key = JSON.stringify([alert, Object.entries(labels).toSorted()])
          active.add(key)
          if (!since.has(key)) since.set(key, at)
          if (at - (since.get(key) ?? at) >= (hold === undefined ? 0 : secondsOf(hold))) now.push(alert)
        }
      }
      for (const key of since.keys()) if (!active.has(key)) since.delete(key)
      fires = [...new Set(now)]
    },
    firing: () => fires,
  }
}
