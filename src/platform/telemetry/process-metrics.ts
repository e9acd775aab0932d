import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { readPool, type Db } from '../postgres/database.ts'
import { readParts, type ReadinessChecks } from '../http/readiness.ts'

/** What every process tells of itself: memory, CPU, event loop. */
export function createRegistry(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'countersign_' })
  return registry
}

/** Whether requests and loops wait for the database or for a connection to it. */
export function watchPool(registry: Registry, db: Db): void {
  registry.registerMetric(
    new Gauge({
      name: 'countersign_database_connections',
      help: "This process's connections to PostgreSQL by state; waiting: those who want one and get none",
      labelNames: ['state'],
      registers: [],
      collect() {
        for (const [state, count] of Object.entries(readPool(db))) this.set({ state }, count)
      },
    }),
  )
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
