import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'

import { createTestDatabase, describeWithPostgres } from '../../../test/support/database.ts'
import type { TestDatabase } from '../../../test/support/database.ts'
import { createDatabase } from './database.ts'
import type { DatabaseRole, Db } from './database.ts'
import { jsonb } from './jsonb.ts'
import { sqlState, transaction } from './transaction.ts'

describeWithPostgres('a database connection', () => {
  let database: TestDatabase
  const errors: Error[] = []
  const open: Db[] = []

  const connect = (role: DatabaseRole, url = database.url): Db => {
    const db = createDatabase({ url, role, max: 3, onError: (error) => errors.push(error) })
    open.push(db)
    return db
  }

  beforeAll(async () => {
    database = await createTestDatabase()
  })

  afterEach(async () => {
    await Promise.all(open.splice(0).map((db) => db.destroy()))
  })

  afterAll(() => database.drop())

  const select = async (db: Db, expression: string): Promise<unknown> => {
    const { rows } = await sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(db)
    return rows[0]?.value
  }

  it('acts as its role from the first query on', async () => {
    for (const role of ['api', 'worker', 'signer'] as const) {
      expect(await select(connect(role), 'current_user::text')).toBe(`countersign_${role}`)
    }
  })

  it('is given up by PostgreSQL, with its locks, soon after our machine is gone', async () => {
    const asked = "current_setting('tcp_keepalives_idle') || ' ' || current_setting('tcp_keepalives_count')"
    expect(await select(connect('worker'), asked)).toBe('10 3')
  })

  it('cannot do what its role was not granted', async () => {
    const refused = await sql`delete from events`.execute(connect('worker')).catch(sqlState)
    expect(refused).toBe('42501')
  })

  it('says what to grant when the login is no member of the role', async () => {
    const owner = connect('migrate')
    // Roles are the whole server's: a name of our own, and gone afterwards.
    const stranger = `stranger_${process.pid}`
    await sql`create role ${sql.id(stranger)} login password 'stranger'`.execute(owner)
    const url = new URL(database.url)
    url.username = stranger
    url.password = 'stranger'
    await expect(select(connect('worker', url.href), '1')).rejects.toThrow('GRANT countersign_worker TO')
    await sql`drop role ${sql.id(stranger)}`.execute(owner)
  })

  it('gives instants, dates and numbers beyond doubles as strings', async () => {
    const db = connect('api')
    expect(await select(db, `timestamptz '2026-03-29 02:30:00.1234+01'`)).toBe('2026-03-29T01:30:00.123Z')
    expect(await select(db, `array[timestamptz '2026-03-29 02:30:00+01']`)).toEqual(['2026-03-29T01:30:00.000Z'])
    expect(await select(db, `timestamptz 'infinity'`)).toBe('infinity')
    expect(await select(db, `date '2026-12-01'`)).toBe('2026-12-01')
    expect(await select(db, `array[date '2026-12-01']`)).toEqual(['2026-12-01'])
    expect(await select(db, '9007199254740993::bigint')).toBe('9007199254740993')
    expect(await select(db, '12500.00::numeric')).toBe('12500.00')
    expect(await select(db, `'{"a":[1]}'::jsonb`)).toEqual({ a: [1] })
  })

  it('writes a JSON array as JSON, not as a PostgreSQL array', async () => {
    const { rows } = await sql<{ value: unknown }>`select ${jsonb(['a', { b: null }])} as value`.execute(connect('api'))
    expect(rows[0]?.value).toEqual(['a', { b: null }])
  })

  it('outlives a connection that the server ends while a transaction is between two queries', async () => {
    const db = connect('worker')
    const owner = connect('migrate')
    const interrupted = transaction(db, async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(owner)
      await sleep(200)
      await sql`select 1`.execute(tx)
    })
    await expect(interrupted).rejects.toThrow()
    expect(await select(db, '1')).toBe(1)
  })

  it('outlives connections that the server ends, idle or in use, and reports them', async () => {
    errors.length = 0
    const db = connect('worker')
    await select(db, '1')
    const kill = sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'countersign-worker' and datname = current_database() and pid <> pg_backend_pid()`
    await kill.execute(connect('migrate'))
    await sleep(100)
    await expect(
      transaction(db, (tx) => sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx)),
    ).rejects.toThrow()
    expect(await select(db, 'current_user::text')).toBe('countersign_worker')
    expect(errors.length).toBeGreaterThan(0)
  })
})

describeWithPostgres('transaction', () => {
  let database: TestDatabase
  let db: Db

  beforeAll(async () => {
    database = await createTestDatabase()
    db = createDatabase({ url: database.url, role: 'migrate', max: 4, onError: () => {} })
    await sql`create table tally (id int primary key, n int not null)`.execute(db)
    await sql`insert into tally values (1, 0), (2, 0)`.execute(db)
  })

  afterAll(async () => {
    await db.destroy()
    await database.drop()
  })

  it('rolls back what a throw interrupts', async () => {
    const failing = transaction(db, async (tx) => {
      await sql`update tally set n = 99`.execute(tx)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect((await sql<{ n: number }>`select n from tally where id = 1`.execute(db)).rows).toEqual([{ n: 0 }])
  })

  it('tries serialization failures again until both writers are through', async () => {
    let tries = 0
    const increment = (): Promise<void> =>
      transaction(
        db,
        async (tx) => {
          tries += 1
          const { rows } = await sql<{ n: number }>`select n from tally where id = 1`.execute(tx)
          await sql`select pg_sleep(0.1)`.execute(tx)
          await sql`update tally set n = ${(rows[0]?.n ?? 0) + 1} where id = 1`.execute(tx)
        },
        { isolation: 'serializable' },
      )
    await Promise.all([increment(), increment()])
    expect((await sql<{ n: number }>`select n from tally where id = 1`.execute(db)).rows).toEqual([{ n: 2 }])
    expect(tries).toBeGreaterThan(2)
  })

  it('tries deadlocks again', async () => {
    const touch = (first: number, second: number): Promise<void> =>
      transaction(db, async (tx) => {
        await sql`update tally set n = n + 1 where id = ${first}`.execute(tx)
        await sql`select pg_sleep(0.2)`.execute(tx)
        await sql`update tally set n = n + 1 where id = ${second}`.execute(tx)
      })
    await sql`update tally set n = 0`.execute(db)
    await Promise.all([touch(1, 2), touch(2, 1)])
    expect((await sql<{ n: number }>`select n from tally order by id`.execute(db)).rows).toEqual([{ n: 2 }, { n: 2 }])
  })
})
