import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { moveClock } from '../../test/support/moved-clock.ts'
import { openPaymentRoom, type PaymentRoom } from '../../test/support/payment-room.ts'
import { until } from '../../test/support/until.ts'
import { CountersignError } from '../domain/errors.ts'
import { createClockWatch, type ClockWatch } from '../platform/clock-skew.ts'
import type { Keyring } from '../platform/keyring.ts'
import { createTemporalClient } from '../platform/temporal/connection.ts'
import { runReleaser, type Waiting } from './run-releaser.ts'

const address = process.env['COUNTERSIGN_TEST_TEMPORAL'] ?? ''
const keyring: Keyring = { current: 'k1', keyFor: () => new Uint8Array(32).fill(7) }

describeWithPostgres('the releaser', () => {
  let room: PaymentRoom
  const waited: Waiting[] = []
  const temporal = createTemporalClient({ address, namespace: 'default', tls: null }, keyring)
  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 60_000)
  afterAll(async () => {
    await temporal.connection.close()
    await room.close()
  })

  it('releases nothing while PostgreSQL and Temporal disagree about the time, says so, and goes on when they agree', async () => {
    const order = await room.submit()
    await room.approve(order)
    await room.checkpoint()
    expect((await room.head(order.id)).state).toBe('approved')

    for (const seconds of [40, -40]) {
      await moveClock(room.owner, seconds)
      const errors = await runFor(1_500, createClockWatch(room.worker, temporal))
      expect(errors.map((error) => error instanceof CountersignError && error.code)).toContain('CLOCK_SKEW')
      expect(errors.length).toBeLessThan(5)
      // It waits all the same, since it was approved, and whoever is on call is told so.
      expect(waited.at(-1)).toEqual({ held: 0, since: (await room.head(order.id)).approvedAt })
      expect((await room.head(order.id)).state).toBe('approved')
    }

    await moveClock(room.owner, 0)
    const stopping = new AbortController()
    const running = release(stopping.signal, createClockWatch(room.worker, temporal), () => undefined)
    await until('the release', async () => ((await room.head(order.id)).state === 'released' ? true : undefined))
    stopping.abort()
    await running
  }, 60_000)

  it('asks the signer for nothing that no checkpoint covers yet, and is rung when one does', async () => {
    const order = await room.submit({ reference: 'uncovered' })
    await room.approve(order)
    const asked: string[] = []
    const stopping = new AbortController()
    const clocks = { skewMs: async () => 0, requireOneTime: async () => undefined }
    const told: Waiting[] = []
    const running = release(
      stopping.signal,
      clocks,
      () => {},
      (waiting) => told.push(waiting),
      (orderId) => asked.push(orderId),
    )
    await until('a few looks', async () => (told.length > 3 ? true : undefined))
    expect(asked).toEqual([])
    // It waits all the same.
    expect(told.at(-1)?.since).toBe((await room.head(order.id)).approvedAt)

    await room.checkpoint()
    await until('the release', async () => ((await room.head(order.id)).state === 'released' ? true : undefined))
    stopping.abort()
    await running
    expect(asked).toEqual([order.id])
  }, 60_000)

  it('asks again within seconds where the signer has yet to see that a hold was lifted', async () => {
    const order = await room.submit({ reference: 'just lifted' })
    await room.approve(order)
    await room.checkpoint()
    const asked: string[] = []
    const stopping = new AbortController()
    const clocks = { skewMs: async () => 0, requireOneTime: async () => undefined }
    const running = release(
      stopping.signal,
      clocks,
      () => {},
      () => {},
      (orderId) => {
        asked.push(orderId)
        if (asked.length === 1) throw new CountersignError({ code: 'HELD', status: 409, detail: 'Not proven yet.' })
      },
    )
    const state = async () => ((await room.head(order.id)).state === 'released' ? true : undefined)
    await until('the release', state, 30_000).catch(() => stopping.abort())
    expect(stopping.signal.aborted).toBe(false)
    expect(asked).toEqual([order.id, order.id])
    stopping.abort()
    await running
  }, 60_000)

  it('releases what can be, however many older ones are held', async () => {
    const order = await room.submit({ reference: 'behind' })
    await room.approve(order)
    await room.checkpoint()
    // More than it looks at in one go, and older: ids are in the order of their time.
    for (const [table, column] of [
      ['subjects', 'id'],
      ['subject_versions', 'subject_id'],
      ['assessments', 'subject_id'],
    ] as const) {
      await sql`insert into ${sql.table(table)}
        select (jsonb_populate_record(own, jsonb_build_object(${column}::text, 'ord_00' || number))).*
          from ${sql.table(table)} own, generate_series(1000, 1250) number
         where own.${sql.ref(column)} = ${order.id}`.execute(room.owner)
    }
    await sql`insert into holds (id, scope, target, reason, placed_by, placed_at)
      select 'hld_' || id, 'order', id, 'Odd', ${room.personId('dan')}, countersign_now()
        from subjects where id like 'ord_00%'`.execute(room.owner)

    const stopping = new AbortController()
    const told: Waiting[] = []
    const clocks = { skewMs: async () => 0, requireOneTime: async () => undefined }
    const running = release(
      stopping.signal,
      clocks,
      () => {},
      (waiting) => told.push(waiting),
    )
    const state = async () => ((await room.head(order.id)).state === 'released' ? true : undefined)
    await until('the release', state, 15_000).catch(() => stopping.abort())
    expect(stopping.signal.aborted).toBe(false)
    // What is held is no reason to wake anybody: 251 of them, and nothing else waits.
    await until('a look at what is left', async () => (told.at(-1)?.since === null ? true : undefined), 15_000)
    expect(told.at(-1)).toEqual({ held: 251, since: null })
    stopping.abort()
    await running
  }, 60_000)

  async function runFor(ms: number, clocks: ClockWatch): Promise<unknown[]> {
    const errors: unknown[] = []
    const stopping = new AbortController()
    const running = release(
      stopping.signal,
      clocks,
      (error) => errors.push(error),
      (waiting) => waited.push(waiting),
    )
    await sleep(ms)
    stopping.abort()
    await running
    return errors
  }

  function release(
    signal: AbortSignal,
    clocks: ClockWatch,
    onError: (error: unknown) => void,
    onWaiting: (waiting: Waiting) => void = () => undefined,
    onAsked: (orderId: string) => void = () => undefined,
  ): Promise<void> {
    const refuse = async () => {
      throw new CountersignError({ code: 'NOT_ASKED', status: 500, detail: 'The releaser asks for releases alone.' })
    }
    const ask = (id: string) => {
      onAsked(id)
      return room.release(id)
    }
    const signer = { release: ask, publicKeys: refuse, sign: refuse }
    const { worker: db, databaseUrl: url, kinds } = room
    return runReleaser({ db, url, kinds, signer, clocks, signal, onError, onWaiting })
  }
})
