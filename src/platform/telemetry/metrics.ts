import type { RequestHandler } from 'express'
import { sql } from 'kysely'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { outboxAgeSeconds } from '../outbox-store.ts'
import type { Db } from '../postgres/database.ts'

export interface Metrics {
  readonly registry: Registry
  /** Times every request by method, route and status; never by path, which holds ids. */
  readonly timeRequests: RequestHandler
  /** Counts refusals by their stable code. */
  refused(code: string): void
}

/** The metrics of a process that answers HTTP. Gauges of the record are read when Prometheus asks. */
export function createMetrics(db: Db): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'countersign_' })
  const durations = new Histogram({
    name: 'countersign_http_request_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const refusals = new Counter({
    name: 'countersign_refusals_total',
    help: 'Refused requests by code',
    labelNames: ['code'],
    registers: [registry],
  })
  for (const gauge of GAUGES) registry.registerMetric(createGauge(db, gauge))
  return {
    registry,
    refused: (code) => refusals.inc({ code }),
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

interface RecordGauge {
  readonly name: string
  readonly help: string
  readonly read: (db: Db) => Promise<number>
}

const GAUGES: readonly RecordGauge[] = [
  {
    name: 'countersign_outbox_age_seconds',
    help: 'Age of the oldest message that is still to be delivered',
    read: outboxAgeSeconds,
  },
  {
    name: 'countersign_open_orders',
    help: 'Payment orders that wait for evidence',
    read: count(`select count(*) as value from subjects where type = 'order' and state = 'awaiting_evidence'`),
  },
  {
    name: 'countersign_approved_orders',
    help: 'Payment orders that are approved and not released yet',
    read: count(`select count(*) as value from subjects where type = 'order' and state = 'approved'`),
  },
  {
    name: 'countersign_active_holds',
    help: 'Holds that are not lifted',
    read: count('select count(*) as value from holds where lifted_at is null'),
  },
]

function createGauge(db: Db, { name, help, read }: RecordGauge): Gauge {
  return new Gauge({
    name,
    help,
    registers: [],
    async collect() {
      // A database that is away is not a zero.
      this.set(await read(db).catch(() => Number.NaN))
    },
  })
}

function count(query: string): (db: Db) => Promise<number> {
  return async (db) => Number((await sql.raw<{ value: string }>(query).execute(db)).rows[0]?.value)
}

/** As it was declared: a path with its parameters' names, or a pattern. */
function routeOf(route: unknown): string {
  const path: unknown = typeof route === 'object' && route !== null && 'path' in route ? route.path : undefined
  if (typeof path === 'string') return path
  return path instanceof RegExp ? path.source : 'other'
}
