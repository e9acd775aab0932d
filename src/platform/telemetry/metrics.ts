import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  /** Seconds from the request's head to the end of its answer, by method, route and status. */
  readonly httpDuration: Histogram<'method' | 'route' | 'status'>
  /** Requests that were refused, by the code of the problem. */
  readonly refusals: Counter<'code'>
  /** Anything that answered 500: each one is to be looked at. */
  readonly faults: Counter
}

/** One registry per process. Labels have few values: routes as they are declared and codes, never ids or addresses. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    httpDuration: new Histogram({
      name: 'countersign_http_request_duration_seconds',
      help: 'Duration of HTTP requests.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    }),
    refusals: new Counter({
      name: 'countersign_refusals_total',
      help: 'Requests refused, by the code of the problem.',
      labelNames: ['code'],
      registers: [registry],
    }),
    faults: new Counter({
      name: 'countersign_faults_total',
      help: 'Requests that failed on our side.',
      registers: [registry],
    }),
  }
}

/** `read` is asked at each scrape; where it fails the gauge is absent rather than wrong. */
export function addGauge(metrics: Metrics, gauge: { name: string; help: string; read: () => Promise<number> }): void {
  const { name, help, read } = gauge
  new Gauge({
    name,
    help,
    registers: [metrics.registry],
    async collect() {
      this.reset()
      try {
        this.set(await read())
      } catch {
        this.remove()
      }
    },
  })
}

/** How far behind the relay is. Minutes of it mean that workflows do not start and webhooks do not go out. */
export function addOutboxAge(metrics: Metrics, readSeconds: () => Promise<number>): void {
  addGauge(metrics, {
    name: 'countersign_outbox_age_seconds',
    help: 'Age of the oldest message that waits in the outbox.',
    read: readSeconds,
  })
}
