import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../test/support/database.ts'
import { moveClock } from '../../test/support/moved-clock.ts'
import { createClockWatch } from './clock-skew.ts'
import type { Keyring } from './keyring.ts'
import { createDatabase, type Db } from './postgres/database.ts'
import { createTemporalClient } from './temporal/connection.ts'

const address = process.env['COUNTERSIGN_TEST_TEMPORAL'] ?? ''
const keyring: Keyring = { current: 'k1', keyFor: () => new Uint8Array(32).fill(7) }

describeWithPostgres('the clocks of PostgreSQL and Temporal', () => {
  let database: TestDatabase
  let worker: Db
  let owner: Db
  const temporal = createTemporalClient({ address, namespace: 'default', tls: null }, keyring)

  beforeAll(async () => {
    database = await createTestDatabase()
    worker = createDatabase({ url: database.url, role: 'worker', max: 2, onError: () => {} })
    owner = createDatabase({ url: database.url, role: 'migrate', max: 2, onError: () => {} })
  })

  afterAll(async () => {
    await temporal.connection.close()
    await Promise.all([worker.destroy(), owner.destroy()])
    await database.drop()
  })

  it.each([0, 29, -29])('agree when they are %i s apart', async (seconds) => {
    await moveClock(owner, seconds)
    const watch = createClockWatch(worker, temporal)
    // What asking takes counts as no difference, so that a slow machine shows less of one, and never more.
    expect(Math.abs((await watch.skewMs()) / 1000)).toBeLessThanOrEqual(Math.abs(seconds))
    await expect(watch.requireOneTime()).resolves.toBeUndefined()
  })

  it.each([40, -40])('disagree when PostgreSQL is %i s ahead', async (seconds) => {
    await moveClock(owner, seconds)
    const watch = createClockWatch(worker, temporal)
    const skew = await watch.skewMs()
    expect(Math.sign(skew)).toBe(-Math.sign(seconds))
    expect(Math.abs(skew)).toBeGreaterThan(30_000)
    expect(Math.abs(skew)).toBeLessThanOrEqual(40_000)
    await expect(watch.requireOneTime()).rejects.toMatchObject({
      code: 'CLOCK_SKEW',
      status: 503,
      detail: expect.stringMatching(/ (3\d|40) s apart/),
    })
  })

  it('are asked once for all who want to know, and again when that was a while ago', async () => {
    await moveClock(owner, 0)
    const watch = createClockWatch(worker, temporal, 3_000)
    await watch.requireOneTime()
    await moveClock(owner, 40)
    await watch.requireOneTime()
    await new Promise((resolve) => setTimeout(resolve, 3_050))
    await expect(watch.requireOneTime()).rejects.toMatchObject({ code: 'CLOCK_SKEW' })
  })

  it('do not agree while one of them does not answer', async () => {
    const nowhere = createTemporalClient({ address: '127.0.0.1:1', namespace: 'default', tls: null }, keyring)
    const watch = createClockWatch(worker, nowhere)
    await expect(watch.requireOneTime()).rejects.toMatchObject({ code: 'CLOCK_SKEW', status: 503 })
    await expect(watch.skewMs()).rejects.toThrow()
    await nowhere.connection.close()
  })
})
