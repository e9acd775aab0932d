import { sql } from 'kysely'
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '../../../test/support/database.ts'
import { until } from '../../../test/support/until.ts'
import { freePort } from '../../embedded/free-port.ts'
import { createDatabase, type DatabaseRole, type Db, type Patience } from './database.ts'
import { isDatabaseAway } from './database-away.ts'

const PATIENCE: Patience = { connectMs: 3_000, statementMs: 1_500, lockMs: 300 }

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => error,
  )

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
