import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { sql } from 'kysely'
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../../test/support/database.ts'
import { until } from '../../../test/support/until.ts'
import { freePort } from '../../embedded/free-port.ts'
import { assertWritable } from './assert-writable.ts'
import { createDatabase, type DatabaseRole, type Db, type Patience } from './database.ts'
import { isDatabaseAway } from './database-away.ts'

const PATIENCE: Patience = { connectMs: 3_000, statementMs: 1_500, lockMs: 300 }

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (done) => done,
    (error: unknown) => error,
  )

/** The server as seen over a network that can go quiet: nothing passes any more, and no connection ends. */
async function standIn(url: string): Promise<{ url: string; vanish(): void; comeBack(): void; stop(): void }> {
  const { hostname, port } = new URL(url)
  const passing: Socket[] = []
  let isGone = false
  const server = createServer((near) => {
    if (isGone) return
    const far = connect(Number(port), hostname)
    near.pipe(far).pipe(near)
    passing.push(near, far)
    for (const end of [near, far]) end.on('error', () => undefined)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const here = new URL(url)
  here.hostname = '127.0.0.1'
  here.port = String((server.address() as AddressInfo).port)
  return {
    url: here.href,
    vanish() {
      isGone = true
      for (const end of passing) end.unpipe().pause()
    },
    comeBack: () => (isGone = false),
    stop() {
      for (const end of passing) end.destroy()
      server.close()
    },
  }
}

describeWithPostgres('a database that is away, or has no time', () => {
  let database: TestDatabase
  let opened: Db[]
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  beforeEach(() => (opened = []))
  afterEach(async () => {
    await Promise.all(opened.map((db) => db.destroy()))
  })
  afterAll(() => database.drop())

  const open = (max: number, url = database.url, role: DatabaseRole = 'api'): Db => {
    const db = createDatabase({ url, role, max, patience: PATIENCE, onError: () => undefined })
    opened.push(db)
    return db
  }
  const ask = (db: Db, seconds = 0) => sql`select pg_sleep(${seconds})`.execute(db)

  it('is told from a mistake of ours', async () => {
    expect(isDatabaseAway(await failureOf(sql`select nothing`.execute(open(1))))).toBe(false)
    expect(isDatabaseAway(new Error('anything else'))).toBe(false)
  })

  it('is one that nobody listens for', async () => {
    const nowhere = new URL(database.url)
    nowhere.port = String(await freePort())
    expect(isDatabaseAway(await failureOf(ask(open(1, nowhere.href))))).toBe(true)
  })

  it('is one that only reads', async () => {
    const db = open(1)
    await sql`set default_transaction_read_only = on`.execute(db)
    expect(isDatabaseAway(await failureOf(sql`delete from events where false`.execute(db)))).toBe(true)
    await expect(assertWritable(db)).rejects.toThrow('The database is read-only')
    await expect(assertWritable(open(1))).resolves.toBe(undefined)
  })

  it('is one whose machine is gone, which answers nothing at all', async () => {
    const machine = await standIn(database.url)
    const db = open(1, machine.url)
    await ask(db)
    machine.vanish()
    expect(isDatabaseAway(await failureOf(ask(db)))).toBe(true)
    machine.comeBack()
    // On a connection of its own: the old one was given up.
    expect(await failureOf(ask(db))).toMatchObject({ rows: [expect.anything()] })
    machine.stop()
  })

  it('is one whose connections are all in use', async () => {
    const db = open(1)
    const waiting = db.transaction().execute(async () => failureOf(ask(db)))
    expect(isDatabaseAway(await waiting)).toBe(true)
  })

  it('is one that takes too long, or has locked what is asked for', async () => {
    const db = open(2)
    expect(isDatabaseAway(await failureOf(ask(db, 5)))).toBe(true)
    const waiting = db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(4711)`.execute(tx)
      return failureOf(sql`select pg_advisory_xact_lock(4711)`.execute(db))
    })
    expect(isDatabaseAway(await waiting)).toBe(true)
  })

  it('is one that ends our connection', async () => {
    const broken = failureOf(sql`select pg_sleep(1.2) as hapless`.execute(open(1)))
    const other = open(1, database.url, 'migrate')
    await until('it being ended', async () => {
      const { rows } = await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query like '%hapless' and pid <> pg_backend_pid()`.execute(other)
      return rows.length > 0 ? true : undefined
    })
    expect(isDatabaseAway(await broken)).toBe(true)
  })
})
