import type { RequestHandler } from 'express'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Db } from '../postgres/database.ts'
import { createRegistry } from './process-metrics.ts'
import { recordGauges } from './record-gauges.ts'
import { routeOf } from './route-of.ts'

export interface Metrics {
  readonly registry: Registry
  /** Times every request by method, route and status; never by path, which holds ids. */
  readonly timeRequests: RequestHandler
  /** Counts refusals by their stable code, and by where. */
  refused(code: string, route: unknown): void
}

/** What is read elsewhere than in the record. */
export interface Readings {
  readonly clockSkewMs: () => Promise<number>
}

/** The metrics of a process that answers HTTP. Gauges of the record are read when Prometheus asks. */
export function createMetrics(db: Db, { clockSkewMs }: Readings): Metrics {
  const registry = createRegistry()
  const durations = new Histogram({
    name: 'countersign_http_request_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const refusals = new Counter({
    name: 'countersign_refusals_total',
    help: 'Refused requests by code and route',
    labelNames: ['code', 'route'],
    registers: [registry],
  })
  for (const gauge of recordGauges(db)) registry.registerMetric(gauge)
  registry.registerMetric(
    new Gauge({
      name: 'countersign_temporal_clock_skew_seconds',
      help: "How far Temporal's clock is ahead of PostgreSQL's; beyond 30 either way nothing is released",
      registers: [],
      async collect() {
        // A clock that does not answer is not on time.
        this.set(
          await clockSkewMs().then(
            (milliseconds) => milliseconds / 1000,
            () => Number.NaN,
          ),
        )
      },
    }),
  )
  return {
    registry,
    refused: (code, route) => refusals.inc({ code, route: routeOf(route) }),
    timeRequests(request, response, next) {
      const done = durations.startTimer()
      // Also when the caller goes away before the answer: that is when it was slow.
      response.once('close', () => {
        // A stream lasts as long as its page is open, which says nothing of how fast we are.
        if (String(response.getHeader('content-type')).startsWith('text/event-stream')) return
        done({ method: request.method, route: routeOf(request.route), status: String(response.statusCode) })
      })
      next()
    },
  }
}
