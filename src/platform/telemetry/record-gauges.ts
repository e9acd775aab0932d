import { sql } from 'kysely'
import { Gauge } from 'prom-client'
import { outboxAgeSeconds } from '../outbox-store.ts'
import type { Db } from '../postgres/database.ts'

interface RecordGauge {
  readonly name: string
  readonly help: string
  readonly read: (db: Db) => Promise<number>
}

/** What the record says of itself. Read when Prometheus asks, by role `api`: counts and ages, nobody's name. */
export function recordGauges(db: Db): Gauge[] {
  return GAUGES.map((gauge) => createGauge(db, gauge))
}

const GAUGES: readonly RecordGauge[] = [
  {
    name: 'countersign_outbox_age_seconds',
    help: 'Age of the oldest message that is still to be delivered',
    read: outboxAgeSeconds,
  },
  {
    name: 'countersign_checkpoint_lag_seconds',
    help: 'Age of the oldest log entry that no signed checkpoint covers',
    // Entries are placed nearly in the order of `seq`: what is not covered stands behind the last covered one, give or
    // take what was in flight at once. The bound keeps the look short however long the log is.
    read: value(`
      with newest as (select coalesce(max(size), 0) as size from log_checkpoints),
      covered as (
        select coalesce(max(entry.seq), 0) as seq from newest
        join log_leaves leaf on leaf.leaf_index = newest.size - 1 join log_entries entry using (entry_id)
      )
      select coalesce(extract(epoch from countersign_now() - min(entry.at)), 0)::float8 as value
      from newest cross join covered
      join log_entries entry on entry.seq > covered.seq - 1000
      left join log_leaves leaf using (entry_id)
      where leaf.leaf_index is null or leaf.leaf_index >= newest.size`),
  },
  {
    name: 'countersign_open_orders',
    help: 'Payment orders that wait for evidence',
    read: value(`select count(*) as value from subjects where type = 'order' and state = 'awaiting_evidence'`),
  },
  {
    name: 'countersign_approved_orders',
    help: 'Payment orders that are approved and not released yet',
    read: value(`select count(*) as value from subjects where type = 'order' and state = 'approved'`),
  },
  {
    name: 'countersign_stuck_orders',
    help: 'Payment orders that have been approved for five minutes and are not released',
    read: value(`
      select count(*) as value from subjects
      where type = 'order' and state = 'approved' and approved_at < countersign_now() - interval '5 minutes'`),
  },
  {
    name: 'countersign_overdue_orders',
    help: 'Open payment orders whose execution date has come',
    read: value(`
      select count(*) as value from payment_orders "order" join subjects subject using (id)
      where subject.state in ('assessing', 'awaiting_evidence', 'approved')
        and "order".execution_date <= countersign_now()::date`),
  },
  {
    name: 'countersign_unexpired_subjects',
    help: 'Subjects that should have expired five minutes ago and still wait: their workflow does not run',
    read: value(`
      select count(*) as value from subjects
      where state = 'awaiting_evidence' and expires_at < countersign_now() - interval '5 minutes'`),
  },
  {
    name: 'countersign_escalated_orders',
    help: 'Payment orders that wait and are escalated',
    read: value(`
      select count(*) as value from subjects
      where type = 'order' and state = 'awaiting_evidence' and escalated_at is not null`),
  },
  {
    name: 'countersign_callback_backlog',
    help: 'Callbacks that nobody has confirmed yet',
    read: value(`select count(*) as value ${openCallbacks()}`),
  },
  {
    name: 'countersign_callback_backlog_age_seconds',
    help: 'How long the oldest of them has waited',
    read: value(`
      select coalesce(extract(epoch from countersign_now() - min(subject.started_at)), 0)::float8 as value
      ${openCallbacks()}`),
  },
  {
    name: 'countersign_active_holds',
    help: 'Holds that are not lifted',
    read: value('select count(*) as value from holds where lifted_at is null'),
  },
  {
    name: 'countersign_disabled_webhook_endpoints',
    help: 'Webhook endpoints that were given up',
    read: value(`select count(*) as value from webhook_endpoints where state = 'disabled'`),
  },
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

/** Of the newest assessment alone: an earlier one may have asked for a call that is no longer asked for. */
function openCallbacks(): string {
  return `
    from subjects subject
    join assessments assessment on assessment.subject_id = subject.id
      and assessment.version = subject.version and assessment.revision = subject.revision
    cross join lateral jsonb_array_elements(assessment.requirements) requirement
    where subject.state = 'awaiting_evidence' and requirement ->> 'kind' = 'callback'
      and not exists (
        select from evidence
        where evidence.requirement_id = requirement ->> 'id' and evidence.voided_by is null
      )`
}

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

function value(query: string): (db: Db) => Promise<number> {
  return async (db) => Number((await sql.raw<{ value: string }>(query).execute(db)).rows[0]?.value)
}
