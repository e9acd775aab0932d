import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

import {
  createEmptyDatabase,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from '../../../test/support/database.ts'
import { assertMigrated } from './assert-migrated.ts'
import { migrate } from './migrate.ts'

const ROLES = ['api', 'worker', 'signer'] as const

describeWithPostgres('a process that looks at its database before it starts', () => {
  let database: TestDatabase
  afterEach(() => database.drop())

  it.each(ROLES)('starts as %s on one that is at its version', async (role) => {
    database = await createTestDatabase()
    await expect(assertMigrated({ url: database.url, role })).resolves.toBeUndefined()
  })

  it.each(ROLES)('does not start as %s on one that nobody has migrated, and says what to run', async (role) => {
    database = await createEmptyDatabase()
    const detail = 'The database is not at this version. Run: countersign migrate'
    await expect(assertMigrated({ url: database.url, role })).rejects.toMatchObject({ code: 'NOT_MIGRATED', detail })
  })

  it('does not start on one that is older, newer, or not there', async () => {
    database = await createEmptyDatabase()
    const { url } = database
    const folder = await mkdtemp(join(tmpdir(), 'countersign-ledger-'))
    try {
      await writeFile(join(folder, '0001_first.sql'), 'SELECT 1')
      await migrate(url, folder)
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await client.query('GRANT SELECT ON schema_migrations TO countersign_api')
      await client.end()
      await expect(assertMigrated({ url, role: 'api', folder })).resolves.toBeUndefined()
      await writeFile(join(folder, '0002_second.sql'), 'SELECT 1')
      await expect(assertMigrated({ url, role: 'api', folder })).rejects.toMatchObject({ code: 'NOT_MIGRATED' })
      await migrate(url, folder)
      await rm(join(folder, '0002_second.sql'))
      await expect(assertMigrated({ url, role: 'api', folder })).rejects.toMatchObject({ code: 'DATABASE_NEWER' })
    } finally {
      await rm(folder, { recursive: true })
    }
    const nowhere = 'postgres://nobody@127.0.0.1:1/nothing'
    await expect(assertMigrated({ url: nowhere, role: 'api', waitMs: 0 })).rejects.toThrow('ECONNREFUSED')
  })
})
