import { sql } from 'kysely'

import { createTestDatabase, describeWithPostgres } from '../../test/support/database.ts'
import type { TestDatabase } from '../../test/support/database.ts'
import { now } from './clock.ts'
import { createDatabase } from './postgres/database.ts'
import type { Db } from './postgres/database.ts'

describeWithPostgres('the clock', () => {
  let database: TestDatabase
  let migrator: Db

  beforeAll(async () => {
    database = await createTestDatabase()
    migrator = createDatabase({ url: database.url, role: 'migrate', onError: () => {} })
  })

  afterAll(async () => {
    await migrator.destroy()
    await database.drop()
  })

  it('is the database server time in milliseconds, for every role', async () => {
    for (const role of ['api', 'worker', 'signer', 'migrate'] as const) {
      const db = createDatabase({ url: database.url, role, max: 1, onError: () => {} })
      const before = new Date().toISOString()
      const time = await now(db)
      await db.destroy()
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(Math.abs(Date.parse(time) - Date.parse(before))).toBeLessThan(5_000)
    }
    const { rows } = await sql<{ whole: boolean }>`
      select extract(microseconds from t)::int % 1000 = 0 as whole from countersign_now() as t
    `.execute(migrator)
    expect(rows).toEqual([{ whole: true }])
  })

  it('is never before the newest log entry, though the server clock steps back', async () => {
    // Stands in for the log of its own migration; an entry from the future is what a clock set back leaves.
    await sql`drop table if exists log_entries cascade`.execute(migrator)
    await sql`create table log_entries (seq bigint, at timestamptz)`.execute(migrator)
    expect(Date.parse(await now(migrator))).toBeLessThan(Date.now() + 5_000)
    await sql`insert into log_entries values (1, '2100-01-01T00:00:00.000Z')`.execute(migrator)
    expect(await now(migrator)).toBe('2100-01-01T00:00:00.000Z')
  })
})
