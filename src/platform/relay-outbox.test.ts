import { sql } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'

import { createTestDatabase, describeWithPostgres } from '../../test/support/database.ts'
import type { TestDatabase } from '../../test/support/database.ts'
import { readEvents } from '../../test/support/published-events.ts'
import * as outbox from './outbox.ts'
import { DELIVERY_GAUGES } from './telemetry/delivery-gauges.ts'
import { createDatabase } from './postgres/database.ts'
import type { Db } from './postgres/database.ts'
import { transaction } from './postgres/transaction.ts'
import { relayOutbox } from './relay-outbox.ts'
import type { Delivery, RelayOptions } from './relay-outbox.ts'

describeWithPostgres('the outbox and its relay', () => {
  let database: TestDatabase
  let api: Db
  let worker: Db
  let admin: Db
  let stop: AbortController
  let relays: Promise<void>[]
  let errors: Error[]

  beforeEach(async () => {
    database = await createTestDatabase()
    const connect = (role: 'api' | 'worker' | 'migrate'): Db =>
      createDatabase({ url: database.url, role, max: 6, onError: () => {} })
    api = connect('api')
    worker = connect('worker')
    admin = connect('migrate')
    stop = new AbortController()
    relays = []
    errors = []
  })

  afterEach(async () => {
    stop.abort()
    await Promise.all(relays)
    await Promise.all([api.destroy(), worker.destroy(), admin.destroy()])
    await database.drop()
  })

  function start(deliver: (message: Delivery) => Promise<void>, options: Partial<RelayOptions> = {}): void {
    const relay = relayOutbox({
      db: worker,
      url: database.url,
      deliver,
      onError: (error) => errors.push(error),
      signal: stop.signal,
      backoffMs: () => 20,
      ...options,
    })
    relays.push(relay)
  }

  const publish = (subjectId: string, type = 'payment_order.received'): Promise<void> =>
    transaction(api, (tx) => outbox.add(tx, { kind: 'event', type, subjectType: 'order', subjectId, data: { n: 1 } }))

  const left = async (): Promise<number> =>
    (await sql<{ n: number }>`select count(*)::int as n from outbox`.execute(worker)).rows[0]?.n ?? -1

  it('hands out what was committed, and nothing of what was rolled back', async () => {
    const seen: Delivery[] = []
    start(async (message) => void seen.push(message))
    await transaction(api, async (tx) => {
      await outbox.add(tx, { kind: 'workflow', subjectType: 'order', subjectId: 'ord_1' })
      await outbox.add(tx, { kind: 'mail', template: 'inbox', personIds: ['per_1'], data: { count: 2 } })
    })
    const undone = transaction(api, async (tx) => {
      await outbox.add(tx, { kind: 'workflow', subjectType: 'order', subjectId: 'ord_2' })
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    await eventually(async () => (await left()) === 0)
    const id = expect.stringMatching(/^[0-9a-f-]{36}$/)
    expect(seen).toHaveLength(2)
    expect(seen).toContainEqual({
      id,
      attempt: 1,
      traceparent: null,
      kind: 'workflow',
      subjectType: 'order',
      subjectId: 'ord_1',
      isNew: false,
    })
    expect(seen).toContainEqual(
      expect.objectContaining({ kind: 'mail', template: 'inbox', personIds: ['per_1'], data: { count: 2 } }),
    )
  })

  it('is told of a new message rather than finding it at the next poll', async () => {
    const seen: string[] = []
    start(async (message) => void seen.push(message.id), { pollMs: 60_000 })
    await sleep(300)
    await publish('ord_1')
    await eventually(async () => seen.length === 1)
  })

  it('numbers events without gaps and delivers them with their number', async () => {
    const seen: Delivery[] = []
    start(async (message) => void seen.push(message))
    for (const n of [1, 2, 3]) await publish(`ord_${n}`)
    await eventually(async () => (await left()) === 0)
    const events = await readEvents(api, 0, 10)
    expect(events.map((event) => [event.sequence, event.subjectId])).toEqual([
      [1, 'ord_1'],
      [2, 'ord_2'],
      [3, 'ord_3'],
    ])
    expect(events[0]).toMatchObject({ type: 'payment_order.received', subjectType: 'order', data: { n: 1 } })
    expect(events[0]?.id).toMatch(/^evt_/)
    expect(events[0]?.occurredAt).toMatch(/Z$/)
    expect(seen.map((message) => message.kind === 'event' && message.event)).toEqual(expect.arrayContaining(events))
    expect((await readEvents(api, 2, 10)).map((event) => event.sequence)).toEqual([3])
  })

  it('lets nobody who polls miss an event that committed late', async () => {
    start(async () => {}, { pollMs: 20 })
    const late = transaction(api, async (tx) => {
      await outbox.add(tx, { kind: 'event', type: 'late', subjectId: 'ord_late', data: {} })
      await sleep(300)
    })
    await sleep(50)
    await publish('ord_early')
    await eventually(async () => (await readEvents(api, 0, 10)).length === 1)
    const cursor = (await readEvents(api, 0, 10))[0]?.sequence ?? 0
    await late
    await eventually(async () => (await readEvents(api, cursor, 10)).length === 1)
    expect((await readEvents(api, cursor, 10))[0]?.subjectId).toBe('ord_late')
  })

  it('tries again what failed, under the same id, and does not hold up the rest', async () => {
    const attempts: [string, number][] = []
    start(async (message) => {
      if (message.kind !== 'workflow') return
      attempts.push([message.id, message.attempt])
      if (message.attempt < 3) throw new Error('Temporal is away')
    })
    await transaction(api, (tx) => outbox.add(tx, { kind: 'workflow', subjectType: 'order', subjectId: 'ord_1' }))
    await publish('ord_2')
    await eventually(async () => (await left()) === 0)
    expect(attempts.map(([, attempt]) => attempt)).toEqual([1, 2, 3])
    expect(new Set(attempts.map(([id]) => id)).size).toBe(1)
    expect(errors.map((error) => error.message)).toEqual(['Temporal is away', 'Temporal is away'])
  })

  it('gives up waiting for a delivery that hangs, while the other lanes go on', async () => {
    const seen: string[] = []
    const never = new Promise<void>(() => {})
    start((message) => (message.kind === 'workflow' ? never : Promise.resolve(void seen.push(message.kind))), {
      deliverTimeoutMs: 200,
    })
    await transaction(api, (tx) => outbox.add(tx, { kind: 'workflow', subjectType: 'order', subjectId: 'ord_1' }))
    await publish('ord_2')
    await eventually(async () => seen.includes('event'))
    await eventually(async () => errors.some((error) => error.message === 'Delivery took too long'))
    expect(await left()).toBe(1)
  })

  it('delivers each message once though several relays compete', async () => {
    const seen: string[] = []
    const deliver = async (message: Delivery): Promise<void> => {
      await sleep(5)
      seen.push(message.id)
    }
    for (const n of Array.from({ length: 60 }, (_, index) => index)) await publish(`ord_${n}`)
    start(deliver)
    start(deliver)
    start(deliver)
    await eventually(async () => (await left()) === 0)
    expect(errors).toEqual([])
    expect(seen).toHaveLength(60)
    expect(new Set(seen).size).toBe(60)
    expect((await readEvents(api, 0, 100)).map((event) => event.sequence)).toEqual(
      Array.from({ length: 60 }, (_, index) => index + 1),
    )
  })

  it('takes over what a relay that died had claimed, once its lease is over', async () => {
    await publish('ord_1')
    const died = sql`update outbox set sequence = 1, attempts = 1, next_at = clock_timestamp() + interval '0.5 s'`
    await died.execute(worker)
    const seen: number[] = []
    start(async (message) => void seen.push(message.attempt), { pollMs: 100 })
    await sleep(200)
    expect(seen).toEqual([])
    await eventually(async () => seen.length === 1)
    expect(seen).toEqual([2])
  })

  it('survives the loss of every connection', async () => {
    const seen: string[] = []
    start(async (message) => void seen.push(message.id), { pollMs: 100 })
    await publish('ord_1')
    await eventually(async () => seen.length === 1)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(admin)
    await eventually(async () => publish('ord_2').then(() => true))
    await eventually(async () => seen.length === 2, 10_000)
    expect(errors.length).toBeGreaterThan(0)
  })

  it('knows how long the oldest message has waited', async () => {
    const ages = DELIVERY_GAUGES.find(({ name }) => name === 'countersign_outbox_age_seconds')
    const none = new Map(['event', 'workflow', 'mail'].map((kind) => [kind, 0]))
    expect(await ages?.read(api)).toEqual(none)
    await publish('ord_1')
    await sql`update outbox set created_at = created_at - interval '90 s'`.execute(worker)
    const waited = Number(
      new Map(Object.entries(Object.fromEntries((await ages?.read(api)) as typeof none))).get('event'),
    )
    expect(waited).toBeGreaterThanOrEqual(90)
    expect(waited).toBeLessThan(95)
  })
})

async function eventually(check: () => Promise<boolean>, ms = 5_000): Promise<void> {
  const deadline = Date.now() + ms
  while (!(await check().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`Still not so after ${ms} ms`)
    await sleep(20)
  }
}
