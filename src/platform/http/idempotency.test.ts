import { sql } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../../test/support/database.ts'
import { forbid } from '../../domain/errors.ts'
import { keepHouse } from '../housekeeping.ts'
import { createDatabase, type Db } from '../postgres/database.ts'
import { withIdempotency } from './idempotency.ts'
import { purgeIdempotencyKeys } from './purge-idempotency-keys.ts'

describeWithPostgres('an idempotent request', () => {
  let database: TestDatabase
  let api: Db
  let worker: Db
  let owner: Db
  let key: string
  let done: number

  beforeAll(async () => {
    database = await createTestDatabase()
    const connect = (role: 'api' | 'worker' | 'migrate'): Db =>
      createDatabase({ url: database.url, role, max: 4, onError: () => {} })
    api = connect('api')
    worker = connect('worker')
    owner = connect('migrate')
    await sql`create table effects (key text)`.execute(owner)
    await sql`grant all on effects to countersign_api`.execute(owner)
  })

  afterAll(async () => {
    await Promise.all([api.destroy(), worker.destroy(), owner.destroy()])
    await database.drop()
  })

  beforeEach(() => {
    key = `key-${Math.random()}`
    done = 0
  })

  function submit(options: { clientId?: string; hash?: string; ms?: number; fail?: boolean } = {}) {
    const { clientId = 'cli_1', hash = 'a', ms = 0, fail = false } = options
    return withIdempotency(api, { clientId, key, requestHash: hash }, async (tx) => {
      await sql`insert into effects values (${key})`.execute(tx)
      await sleep(ms)
      if (fail) throw forbid('SCOPE', 'No.')
      done += 1
      return { status: 201, body: { number: done, none: undefined, at: [null] } }
    })
  }

  const effects = async (): Promise<number> =>
    (await sql<{ n: number }>`select count(*)::int as n from effects where key = ${key}`.execute(api)).rows[0]?.n ?? -1

  it('has its effect once and gets the same answer again', async () => {
    const first = await submit()
    const second = await submit()
    expect(first).toMatchObject({ status: 201, replayed: false })
    expect(second).toEqual({ status: 201, body: JSON.parse(JSON.stringify(first.body)), replayed: true })
    expect(await effects()).toBe(1)
  })

  it('is refused with another body', async () => {
    await submit()
    await expect(submit({ hash: 'b' })).rejects.toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' })
    expect(await effects()).toBe(1)
  })

  it('does not wait while the first is under way', async () => {
    let isOver = false
    const first = submit({ ms: 1_500 }).finally(() => (isOver = true))
    await sleep(300)
    await expect(submit()).rejects.toMatchObject({ status: 409, code: 'IDEMPOTENCY_IN_FLIGHT' })
    expect(isOver).toBe(false)
    await first
    expect(await submit()).toMatchObject({ replayed: true })
    expect(await effects()).toBe(1)
  })

  it('has its effect once when many come at once', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => submit({ ms: 50 })))
    expect(answers.filter((answer) => answer.status === 'fulfilled' && !answer.value.replayed)).toHaveLength(1)
    expect(await effects()).toBe(1)
  })

  it('may be tried again after a refusal, also corrected: nothing had happened', async () => {
    await expect(submit({ fail: true })).rejects.toMatchObject({ code: 'SCOPE' })
    expect(await effects()).toBe(0)
    expect(await submit({ hash: 'corrected' })).toMatchObject({ replayed: false })
    expect(await effects()).toBe(1)
  })

  it('knows the keys of one client from those of another', async () => {
    await submit({ clientId: 'cli_1' })
    expect(await submit({ clientId: 'cli_2', hash: 'b' })).toMatchObject({ replayed: false })
    expect(await effects()).toBe(2)
  })

  it.each([undefined, '', 'with space', 'ü', 'x'.repeat(256)])('is 400 with the key %p', async (bad) => {
    const work = () => Promise.reject(new Error('not reached'))
    const asked = withIdempotency(api, { clientId: 'cli_1', key: bad, requestHash: 'a' }, work)
    await expect(asked).rejects.toMatchObject({ status: 400, code: 'IDEMPOTENCY_KEY_REQUIRED' })
  })

  it('is forgotten after 30 days and not before', async () => {
    await submit()
    const age = (days: number) =>
      sql`update idempotency_keys set created_at = countersign_now() - ${days} * interval '1 day' where key = ${key}`.execute(
        owner,
      )
    await age(29)
    expect(await purgeIdempotencyKeys(worker)).toBe(0)
    expect(await submit()).toMatchObject({ replayed: true })
    await age(31)
    expect(await purgeIdempotencyKeys(worker)).toBe(1)
    expect(await submit()).toMatchObject({ replayed: false })
  })

  it('is forgotten by itself, whoever runs, in pages, and goes on after the database was away', async () => {
    await submit()
    await sql`insert into idempotency_keys
      select 'cli_old', n::text, 'a', 201, '{}', '{}', countersign_now() - interval '40 days' from generate_series(1, 6000) n`.execute(
      owner,
    )
    const rename = (from: string, to: string) => sql.raw(`alter table ${from} rename to ${to}`).execute(owner)
    const stopping = new AbortController()
    const errors: unknown[] = []
    await rename('idempotency_keys', 'elsewhere')
    const run = () =>
      keepHouse({ intervalMs: 20, signal: stopping.signal, onError: (error) => void errors.push(error) }, () =>
        purgeIdempotencyKeys(worker),
      )
    const running = [run(), run()]
    while (errors.length < 2) await sleep(20)
    await rename('elsewhere', 'idempotency_keys')
    const left = async () =>
      (await sql`select from idempotency_keys where client_id = 'cli_old'`.execute(owner)).rows.length
    while ((await left()) > 0) await sleep(20)
    stopping.abort()
    await Promise.all(running)
    expect(await submit()).toMatchObject({ replayed: true })
  })
})
