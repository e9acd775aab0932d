import type { RequestHandler } from 'express'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { sql } from 'kysely'
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
  const refusals = new Counter({ name: 'countersign_refusals_total', help: 'Refused requests by code', labelNames: ['code'], registers: [registry] })
  recordGauges(db, registry)
  return {
    registry,
    refused: (code) => refusals.inc({ code }),
    timeRequests(request, response, next) {
      const done = durations.startTimer()
      response.on('finish', () => {
        const route: unknown = request.route?.path
        done({ method: request.method, route: typeof route === 'string' ? route : 'other', status: String(response.statusCode) })
      })
      next()
    },
  }
}

const GAUGES: readonly { name: string; help: string; query: string }[] = [
  { name: 'countersign_outbox_age_seconds', help: 'Age of the oldest message that is still to be delivered', query: 'select coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0) as value from outbox' },
  { name: 'countersign_open_orders', help: 'Payment orders that wait for evidence', query: "select count(*) as value from subjects where type = 'order' and state = 'awaiting_evidence'" },
  { name: 'countersign_approved_orders', help: 'Payment orders that are approved and not released yet', query: "select count(*) as value from subjects where type = 'order' and state = 'approved'" },
  { name: 'countersign_active_holds', help: 'Holds that are not lifted', query: 'select count(*) as value from holds where lifted_at is null' },
]

function recordGauges(db: Db, registry: Registry): void {
  for (const { name, help, query } of GAUGES) {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        // A database that is away leaves the gauge out rather than say zero.
        const rows = await sql.raw<{ value: string }>(query).execute(db).then((result) => result.rows).catch(() => [])
        this.reset()
        if (rows[0] !== undefined) this.set(Number(rows[0].value))
      },
    })
  }
}
