import express from 'express'
import request from 'supertest'
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../../test/support/database.ts'
import { Registry } from 'prom-client'
import { createDatabase, type Db } from '../postgres/database.ts'
import * as outbox from '../outbox.ts'
import { transaction } from '../postgres/transaction.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { createHttpApp } from './app.ts'
import { healthRoutes } from './health-routes.ts'

const READINGS = { clockSkewMs: async () => -31_500 }

describe('the probes', () => {
  const probe = (checks: Parameters<typeof healthRoutes>[0]) =>
    request(express().use(healthRoutes(checks, new Registry())))

  it('say alive whatever else is away', async () => {
    await probe({ database: () => Promise.reject(new Error('gone')) })
      .get('/healthz')
      .expect(200)
  })

  it('say ready when everything answers', async () => {
    const { body } = await probe({ database: async () => 1, temporal: async () => 1 })
      .get('/readyz')
      .expect(200)
    expect(body).toEqual({ status: 'ready', parts: { database: 'ok', temporal: 'ok' } })
  })

  it('name what is away and do not say why', async () => {
    const checks = { database: () => Promise.reject(new Error('password hunter2')), temporal: async () => 1 }
    const { body, text } = await probe(checks).get('/readyz').expect(503)
    expect(body).toMatchObject({ parts: { database: 'away', temporal: 'ok' } })
    expect(text).not.toContain('hunter2')
  })

  it('stay ready beside a notice, which says itself how bad it is', async () => {
    const notices = { clocks: async () => 'apart', other: () => Promise.reject(new Error('hunter2')) }
    const app = express().use(healthRoutes({ database: async () => 1 }, new Registry(), notices))
    const { body } = await request(app).get('/readyz').expect(200)
    expect(body).toEqual({ status: 'ready', parts: { database: 'ok', clocks: 'apart', other: 'unknown' } })
  })

  it.each(['/metrics/', '/METRICS', '/readyz/', '/Healthz', '/%6Detrics', '//metrics'])(
    'have one name each, which a proxy can keep from the outside: not %s',
    async (path) => {
      await probe({}).get(path).expect(404)
    },
  )

  it('count what does not answer as away', async () => {
    const { body } = await probe({ temporal: () => new Promise(() => {}) })
      .get('/readyz')
      .expect(503)
    expect(body).toMatchObject({ parts: { temporal: 'away' } })
  })
})

describeWithPostgres('the metrics', () => {
  let database: TestDatabase
  let db: Db

  beforeAll(async () => {
    database = await createTestDatabase()
    db = createDatabase({ url: database.url, role: 'api', max: 3, onError: () => {} })
  })

  afterAll(async () => {
    await db.destroy()
    await database.drop()
  })

  const scrape = async () => {
    const metrics = createMetrics(db, READINGS)
    const app = createHttpApp({
      settings: { publicOrigin: 'http://localhost', trustProxy: false },
      routers: [healthRoutes({}, metrics.registry)],
      observers: [metrics.timeRequests],
      onRefusal: (code, route) => metrics.refused(code, route),
      onFault: () => {},
    })
    await request(app).get('/v1/payment-orders/ord_secret').expect(404)
    await request(app).get('/healthz').expect(200)
    return request(app).get('/metrics').expect(200)
  }

  it('are read by Prometheus: durations by route, refusals by code, and no ids', async () => {
    const { text, headers } = await scrape()
    expect(headers['content-type']).toMatch(/^text\/plain/)
    expect(text).toMatch(
      /countersign_http_request_duration_seconds_count\{method="GET",route="\/healthz",status="200"\} 1/,
    )
    expect(text).toContain('countersign_refusals_total{code="NOT_FOUND",route="other"} 1')
    expect(text).not.toContain('ord_secret')
  })

  it('show how long the outbox has waited, as the role that serves them', async () => {
    expect((await scrape()).text).toMatch(/^countersign_outbox_age_seconds\{kind="workflow"\} 0$/m)
    await transaction(db, (tx) => outbox.add(tx, { kind: 'workflow', subjectType: 'order', subjectId: 'ord_1' }))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect((await scrape()).text).toMatch(/^countersign_outbox_age_seconds\{kind="workflow"\} 0\.\d+$/m)
    expect((await scrape()).text).toMatch(/^countersign_active_holds 0$/m)
  })

  it('show how far the clocks are apart', async () => {
    expect((await scrape()).text).toMatch(/^countersign_temporal_clock_skew_seconds -31\.5$/m)
  })

  it('do not say zero when the record does not answer', async () => {
    const away = createDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', role: 'api', onError: () => {} })
    const text = await createMetrics(away, READINGS).registry.metrics()
    await away.destroy()
    expect(text).toMatch(/^countersign_checkpoint_lag_seconds Nan$/im)
    expect(text).not.toMatch(/^countersign_outbox_age_seconds\{/m)
  })
})
