import { OTHER_HISTORY } from '../../src/log/other-history.ts'
import { readAlerts } from '../support/metrics.ts'
import { createAlerting } from '../support/promql/alerting.ts'
import { createSeriesStore } from '../support/promql/series.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

interface Course {
  /** What is scraped, in Prometheus's text format, `sick` seconds after it began, or null while all is well. */
  readonly scrape: (sick: number | null) => string
  /** Processes that run; two of each unless told. */
  readonly up?: (sick: number | null) => { readonly api: number; readonly worker: number }
  /** It must not fire before, and must fire by then, seconds after it began. */
  readonly fires: readonly [notBefore: number, by: number]
  /** And be gone so many seconds after all is well again. */
  readonly clears?: number
  readonly every?: number
}

/** A gauge that jumps from one value to another. */
const jumps = (series: string, well: number, sick: number) => (since: number | null) =>
  `${series} ${since === null ? well : sick}`

/** The age of something that nobody sees to. */
const grows = (series: string) => (since: number | null) => `${series} ${since ?? 0}`

/** A counter that grows by `perMinute` while it is sick; counters do not go back. */
const counts = (series: string, perMinute: number) => {
  let before = 0
  let now = 0
  return (since: number | null) => {
    if (since === null) before = now
    else now = before + Math.floor((since / MINUTE + 1) * perMinute)
    return `${series} ${now}`
  }
}

const histogram = (slow: number) => {
  const fast = counts('countersign_http_request_duration_seconds_bucket{le="0.1",route="/v1/inbox"}', 0)
  let total = 0
  let late = 0
  return (since: number | null) => {
    total += 100
    if (since !== null) late += slow
    const bucket = (le: string, value: number): string =>
      fast(null).replace(/le="0.1"(.*) \d+$/, `le="${le}"$1 ${value}`)
    return [bucket('0.1', total - late), bucket('2.5', total - late), bucket('5', total), bucket('+Inf', total)].join(
      '\n',
    )
  }
}

const COURSES: Readonly<Record<string, () => Course>> = {
  EvidenceRefused: () => ({
    scrape: counts('countersign_release_failures_total{code="EVIDENCE_REFUSED"}', 1),
    fires: [0, 30],
    clears: 16 * MINUTE,
  }),
  HistoryRefused: () => ({
    scrape: counts('countersign_release_failures_total{code="LOG_ALTERED"}', 1),
    fires: [0, 30],
    clears: 16 * MINUTE,
  }),
  RefusalsOfSignatures: () => ({
    scrape: counts('countersign_refusals_total{code="SIGNATURE_INVALID",route="/v1/evidence"}', 10),
    fires: [30, 4 * MINUTE],
    clears: 11 * MINUTE,
  }),
  OrdersStuck: () => ({ scrape: grows('countersign_release_wait_seconds'), fires: [10 * MINUTE, 11 * MINUTE] }),
  OrdersOverdue: () => ({ scrape: jumps('countersign_overdue_orders', 0, 2), fires: [30 * MINUTE, 31 * MINUTE] }),
  ExpiryNotKept: () => ({ scrape: jumps('countersign_unexpired_subjects', 0, 1), fires: [10 * MINUTE, 11 * MINUTE] }),
  WorkflowsLost: () => ({
    scrape: counts('countersign_workflows_restarted_total', 1),
    fires: [0, 30],
    clears: 16 * MINUTE,
  }),
  SweepLate: () => ({ scrape: grows('countersign_sweep_age_seconds'), fires: [10 * MINUTE, 11 * MINUTE] }),
  SignaturesLost: () => ({
    scrape: counts('countersign_kept_answers_total{outcome="lost"}', 1),
    fires: [0, 30],
    clears: 16 * MINUTE,
  }),
  CallbacksWait: () => ({
    scrape: grows('countersign_callback_backlog_age_seconds'),
    fires: [4 * HOUR, 4 * HOUR + MINUTE],
  }),
  OutboxOld: () => ({
    scrape: grows('countersign_outbox_age_seconds{kind="workflow"}'),
    fires: [7 * MINUTE, 8 * MINUTE],
  }),
  CheckpointLate: () => ({ scrape: grows('countersign_checkpoint_lag_seconds'), fires: [2 * MINUTE, 3 * MINUTE] }),
  WebhooksUndelivered: () => ({
    scrape: grows('countersign_undelivered_webhook_age_seconds'),
    fires: [17 * MINUTE, 18 * MINUTE],
  }),
  JobsGivenUp: () => ({
    scrape: counts('countersign_jobs_total{queue="webhooks",outcome="given_up"}', 1),
    fires: [0, 30],
    clears: 61 * MINUTE,
  }),
  MailFails: () => ({
    scrape: counts('countersign_jobs_total{queue="mail",outcome="failed"}', 1),
    fires: [15 * MINUTE, 16 * MINUTE],
    clears: 16 * MINUTE,
  }),
  WebhookEndpointDisabled: () => ({ scrape: jumps('countersign_disabled_webhook_endpoints', 0, 1), fires: [0, 30] }),
  HeldForLong: () => ({ scrape: jumps('countersign_active_holds', 0, 1), fires: [DAY, DAY + MINUTE], every: MINUTE }),
  ApiDown: () => ({
    scrape: () => '',
    up: (sick) => ({ api: sick === null ? 1 : 0, worker: 2 }),
    fires: [MINUTE, 2 * MINUTE],
  }),
  WorkerDown: () => ({
    scrape: () => '',
    up: (sick) => ({ api: 2, worker: sick === null ? 1 : 0 }),
    fires: [MINUTE, 2 * MINUTE],
  }),
  ReplicaDown: () => ({
    scrape: () => '',
    up: (sick) => ({ api: 2, worker: sick === null ? 2 : 1 }),
    fires: [10 * MINUTE, 11 * MINUTE],
  }),
  PartAway: () => ({ scrape: jumps('countersign_ready{part="signer"}', 1, 0), fires: [2 * MINUTE, 3 * MINUTE] }),
  RecordUnreadable: () => ({
    scrape: jumps('countersign_open_orders', 3, Number.NaN),
    fires: [2 * MINUTE, 3 * MINUTE],
  }),
  ClockSkew: () => ({ scrape: jumps('countersign_clock_skew_seconds', 0.2, -6), fires: [2 * MINUTE, 3 * MINUTE] }),
  TemporalClockSkew: () => ({
    scrape: jumps('countersign_temporal_clock_skew_seconds', 1, 16),
    fires: [2 * MINUTE, 3 * MINUTE],
  }),
  SlowApi: () => ({ scrape: histogram(3), fires: [10 * MINUTE, 13 * MINUTE], clears: 6 * MINUTE }),
  LoadShed: () => ({
    scrape: counts('countersign_refusals_total{code="OVERLOADED",route="/v1/payment-orders"}', 60),
    fires: [5 * MINUTE, 7 * MINUTE],
    clears: 6 * MINUTE,
  }),
  ServerErrors: () => ({
    scrape: counts('countersign_http_request_duration_seconds_count{status="503",route="/v1/evidence"}', 12),
    fires: [5 * MINUTE, 7 * MINUTE],
    clears: 6 * MINUTE,
  }),
  EventLoopLag: () => ({
    scrape: jumps('countersign_nodejs_eventloop_lag_p99_seconds', 0.02, 0.8),
    fires: [10 * MINUTE, 11 * MINUTE],
  }),
  ConnectionsWanted: () => ({
    scrape: jumps('countersign_database_connections{state="waiting"}', 0, 4),
    fires: [2 * MINUTE, 3 * MINUTE],
  }),
  RatesOld: () => ({
    scrape: jumps('countersign_rates_left_seconds', 2 * DAY, DAY - HOUR),
    fires: [5 * MINUTE, 6 * MINUTE],
  }),
  DatabaseGrows: () => ({
    // 30 GB, and from then on 8 GB a day.
    scrape: (sick) => `countersign_database_bytes ${30e9 + ((sick ?? 0) / DAY) * 8e9}`,
    fires: [HOUR, 7 * HOUR],
    clears: 7 * HOUR,
    every: MINUTE,
  }),
}

const WARM_UP = 20 * MINUTE

describe('the shipped alerts', () => {
  it('are all put through their course, and no other', async () => {
    expect(Object.keys(COURSES).toSorted()).toEqual((await readAlerts()).map(({ alert }) => alert).toSorted())
  })

  it('name every way in which the signer refuses another history, wherever it is met', async () => {
    const { expr = '' } = (await readAlerts()).find(({ alert }) => alert === 'HistoryRefused') ?? {}
    const named = [...expr.matchAll(/code=~"([A-Z_|]+)"/g)].map(([, codes = '']) => codes.split('|'))
    expect(named).toEqual([OTHER_HISTORY, OTHER_HISTORY])
  })

  it.each(Object.entries(COURSES))('%s fires in time, not before, and is gone when all is well', async (name, open) => {
    const { scrape, up = () => ({ api: 2, worker: 2 }), fires, clears = MINUTE, every = 15 } = open()
    const rule = (await readAlerts()).filter(({ alert }) => alert === name)
    const store = createSeriesStore()
    const alerting = createAlerting(rule, store)
    let at = 0
    let firing = false

    function tick(sick: number | null): void {
      const text = scrape(sick)
      const running = up(sick)
      for (const job of ['api', 'worker'] as const) {
        for (const instance of ['1', '2']) {
          const isUp = Number(instance) <= running[job]
          store.scraped(at, { job, instance }, isUp ? (job === 'api' && instance === '1' ? `${text}\n` : '') : null)
        }
      }
      alerting.look(at)
      firing = alerting.firing().includes(name)
      at += every
    }

    for (let well = 0; well < WARM_UP; well += every) {
      tick(null)
      expect(firing).toBe(false)
    }
    const [notBefore, by] = fires
    let firedAfter: number | undefined
    for (let sick = 0; sick <= by; sick += every) {
      tick(sick)
      if (firing) firedAfter ??= sick
    }
    expect(firedAfter).toBeGreaterThanOrEqual(notBefore)
    expect(firing).toBe(true)
    for (let well = 0; well <= clears; well += every) tick(null)
    expect(firing).toBe(false)
  })
})
