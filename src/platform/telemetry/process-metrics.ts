import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { readParts, type ReadinessChecks } from '../http/readiness.ts'

/** What every process tells of itself: memory, CPU, event loop. */
export function createRegistry(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'countersign_' })
  return registry
}

/** `/readyz` as numbers, so that an alert can say which part is away. */
export function watchReadiness(registry: Registry, checks: ReadinessChecks): void {
  registry.registerMetric(
    new Gauge({
      name: 'countersign_ready',
      help: 'Whether what this process needs answers, by part',
      labelNames: ['part'],
      registers: [],
      async collect() {
        for (const [part, works] of Object.entries(await readParts(checks))) this.set({ part }, works ? 1 : 0)
      },
    }),
  )
}
