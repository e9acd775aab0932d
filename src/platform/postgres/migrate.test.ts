import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

import { describeWithPostgres } from '../../../test/support/database.ts'
import { migrate } from './migrate.ts'

const server = process.env['COUNTERSIGN_TEST_POSTGRES'] ?? ''

describeWithPostgres('migrate', () => {
  const created: string[] = []
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-migrate-'))
    await write('0001_first.sql', 'CREATE TABLE first (id int)')
  })

  afterEach(() => rm(folder, { recursive: true }))

  afterAll(async () => {
    for (const name of created) await query(server, `DROP DATABASE ${name} WITH (FORCE)`)
  })

  const write = (name: string, sql: string): Promise<void> => writeFile(join(folder, name), sql)

  async function emptyDatabase(): Promise<string> {
    const name = `countersign_migrate_${process.pid}_${created.length}`
    created.push(name)
    await query(server, `CREATE DATABASE ${name}`)
    const url = new URL(server)
    url.pathname = `/${name}`
    return url.href
  }

  it('applies each file once, in order, and again only what is new', async () => {
    const url = await emptyDatabase()
    await write('0002_second.sql', 'CREATE TABLE second (id int); INSERT INTO second VALUES (1)')
    await migrate(url, folder)
    await write('0003_third.sql', 'INSERT INTO second VALUES (2)')
    await migrate(url, folder)
    expect(await query(url, 'SELECT id FROM second ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }])
    expect(await query(url, 'SELECT name FROM schema_migrations ORDER BY name')).toEqual([
      { name: '0001_first.sql' },
      { name: '0002_second.sql' },
      { name: '0003_third.sql' },
    ])
  })

  it('refuses a database whose applied migration was edited afterwards', async () => {
    const url = await emptyDatabase()
    await migrate(url, folder)
    await write('0001_first.sql', 'CREATE TABLE other (id int)')
    await expect(migrate(url, folder)).rejects.toThrow('0001_first.sql was changed after it was applied')
  })

  it('refuses a database that a newer build has migrated', async () => {
    const url = await emptyDatabase()
    await write('0002_newer.sql', 'SELECT 1')
    await migrate(url, folder)
    await rm(join(folder, '0002_newer.sql'))
    await expect(migrate(url, folder)).rejects.toThrow('run a newer build')
  })

  it('refuses a new migration that would run after one with a higher number', async () => {
    const url = await emptyDatabase()
    await write('0003_third.sql', 'SELECT 1')
    await migrate(url, folder)
    await write('0002_second.sql', 'SELECT 1')
    await expect(migrate(url, folder)).rejects.toThrow('comes before 0003_third.sql')
  })

  it('leaves nothing of a migration that fails halfway, and runs it when it is mended', async () => {
    const url = await emptyDatabase()
    await write('0002_broken.sql', 'CREATE TABLE half (id int); SELECT 1 / 0')
    await expect(migrate(url, folder)).rejects.toThrow('0002_broken.sql failed')
    expect(await query(url, `SELECT to_regclass('half') IS NULL AS gone`)).toEqual([{ gone: true }])
    await write('0002_broken.sql', 'CREATE TABLE half (id int)')
    await migrate(url, folder)
    expect(await query(url, `SELECT to_regclass('half') IS NULL AS gone`)).toEqual([{ gone: false }])
  })

  it('does nothing that it cannot record', async () => {
    const url = await emptyDatabase()
    await write('0002_second.sql', 'CREATE TABLE half (id int); ALTER TABLE schema_migrations RENAME TO away')
    await expect(migrate(url, folder)).rejects.toThrow('0002_second.sql failed')
    expect(await query(url, `SELECT to_regclass('half') IS NULL AS gone`)).toEqual([{ gone: true }])
  })

  it('lets several processes migrate one database at once', async () => {
    const url = await emptyDatabase()
    await write('0001_first.sql', 'CREATE TABLE first (id int); SELECT pg_sleep(0.2)')
    await Promise.all([migrate(url, folder), migrate(url, folder), migrate(url, folder)])
    expect(await query(url, 'SELECT count(*)::int AS n FROM schema_migrations')).toEqual([{ n: 1 }])
  })

  it('lets several databases of one server migrate at once, though they share its roles', async () => {
    const urls = await Promise.all([emptyDatabase(), emptyDatabase(), emptyDatabase(), emptyDatabase()])
    await Promise.all(urls.map((url) => migrate(url)))
    const roles = await query(
      server,
      `SELECT count(*)::int AS n FROM pg_roles WHERE rolname ~ '^countersign_(api|worker|signer)$'`,
    )
    expect(roles).toEqual([{ n: 3 }])
  })

  it('needs no superuser: an owner who may create roles takes them on afterwards', async () => {
    const owner = `migrator_${process.pid}`
    await query(server, `CREATE ROLE ${owner} LOGIN CREATEROLE PASSWORD 'migrator'`)
    const url = new URL(await emptyDatabase())
    await query(server, `ALTER DATABASE ${url.pathname.slice(1)} OWNER TO ${owner}`)
    url.username = owner
    url.password = 'migrator'
    // On a fresh server it creates the roles; here they exist, and whoever created them lets it have them.
    await query(server, `GRANT countersign_api, countersign_worker, countersign_signer TO ${owner} WITH ADMIN OPTION`)
    await migrate(url.href)
    await query(url.href, 'SET ROLE countersign_worker')
    await query(server, `DROP DATABASE ${created.pop()} WITH (FORCE)`)
    await query(server, `DROP ROLE ${owner}`)
  })
})

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql)
    return rows
  } finally {
    await client.end()
  }
}
