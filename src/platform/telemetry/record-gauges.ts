import type { Gauge } from 'prom-client'
import type { Db } from '../postgres/database.ts'
import { DELIVERY_GAUGES } from './delivery-gauges.ts'
import { createGauge, value, type RecordGauge } from './gauge-of-record.ts'
import { LOG_GAUGES } from './log-gauges.ts'
import { SUBJECT_GAUGES } from './subject-gauges.ts'

/** What the record says of itself. Read when Prometheus asks, by role `api`: counts and ages, nobody's name. */
export function recordGauges(db: Db): Gauge[] {
  return RECORD_GAUGES.map((gauge) => createGauge(db, gauge))
}

const DATABASE_GAUGES: readonly RecordGauge[] = [
  {
    name: 'countersign_database_bytes',
    help: 'Size of the database',
    read: value('select pg_database_size(current_database()) as value'),
  },
  {
    name: 'countersign_clock_skew_seconds',
    help: 'How far the clock of this process is ahead of that of PostgreSQL; negative: behind',
    read: async (db) => {
      const before = Date.now()
      const server = await value('select extract(epoch from clock_timestamp())::float8 as value')(db)
      return (before + Date.now()) / 2_000 - server
    },
  },
]

export const RECORD_GAUGES: readonly RecordGauge[] = [
  ...SUBJECT_GAUGES,
  ...LOG_GAUGES,
  ...DELIVERY_GAUGES,
  ...DATABASE_GAUGES,
]
