import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../../test/support/database.ts'
import { createDatabase, type Db } from './database.ts'
import { listen } from './listen.ts'

describeWithPostgres('listening', () => {
  let database: TestDatabase
  let db: Db

  beforeAll(async () => {
    database = await createTestDatabase()
    db = createDatabase({ url: database.url, role: 'migrate', max: 2, onError: () => {} })
  })

  afterAll(async () => {
    await db.destroy()
    await database.drop()
  })

  const notify = () => sql`select pg_notify('test_channel', '')`.execute(db)

  it('hears what is notified, also on the connection after a broken one, and ends when told to', async () => {
    let heard = 0
    const errors: Error[] = []
    const stop = new AbortController()
    const ended = listen({
      url: database.url,
      channel: 'test_channel',
      onNotify: () => (heard += 1),
      onError: (error) => errors.push(error),
      signal: stop.signal,
    })
    await until(() => heard === 1)
    await notify()
    await until(() => heard === 2)

    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'countersign-listen'`.execute(db)
    // Once for what it may have missed meanwhile.
    await until(() => heard === 3)
    expect(errors).toHaveLength(1)
    await notify()
    await until(() => heard === 4)

    stop.abort()
    await ended
    await notify()
    await sleep(100)
    expect(heard).toBe(4)
  })

  it('keeps trying while there is no server, and ends at once when told to', async () => {
    const errors: Error[] = []
    const stop = new AbortController()
    const ended = listen({
      url: 'postgres://nobody@127.0.0.1:1/none',
      channel: 'test_channel',
      onNotify: () => {},
      onError: (error) => errors.push(error),
      signal: stop.signal,
    })
    await until(() => errors.length > 0)
    stop.abort()
    const tries = errors.length
    await ended
    expect(errors).toHaveLength(tries)
  })
})

async function until(check: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000
  while (!check()) {
    if (Date.now() > deadline) throw new Error('Still not so after 5 s')
    await sleep(20)
  }
}
