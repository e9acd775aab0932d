import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { migrate } from '../../src/platform/postgres/migrate.ts'

/** Administrator URL of a server for tests alone; `scripts/test.ts` starts one and sets it. */
const SERVER = process.env['COUNTERSIGN_TEST_POSTGRES']
const TEMPLATE = 'countersign_template'

/** `describe` when there is a PostgreSQL server to test on, else reported as skipped. */
export const describeWithPostgres = SERVER === undefined || SERVER === '' ? describe.skip : describe

export interface TestDatabase {
  readonly url: string
  /** Ends whoever is still connected and removes the database. */
  drop(): Promise<void>
}

/** A fresh database with all migrations applied: a copy of a template, which costs some 50 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `countersign_test_${randomBytes(6).toString('hex')}`
  await asAdministrator(async (client) => {
    // One at a time: a template in use cannot be copied, and migrating it is using it.
    await client.query(`SELECT pg_advisory_lock(hashtextextended('${TEMPLATE}', 0))`)
    await prepareTemplate(client)
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`)
  })
  return testDatabase(name)
}

/** One that nobody has migrated yet. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const name = `countersign_test_${randomBytes(6).toString('hex')}`
  await asAdministrator(async (client) => void (await client.query(`CREATE DATABASE ${name}`)))
  return testDatabase(name)
}

function testDatabase(name: string): TestDatabase {
  return {
    url: urlOf(name),
    drop: () => asAdministrator(async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  }
}

async function prepareTemplate(client: Client): Promise<void> {
  const { rows } = await client.query('SELECT FROM pg_database WHERE datname = $1', [TEMPLATE])
  if (rows.length > 0) {
    // A server that outlives a run has the template of yesterday's migrations: when it cannot be brought up to date,
    // it is made anew.
    const current = await migrate(urlOf(TEMPLATE)).then(
      () => true,
      () => false,
    )
    if (current) return
    await client.query(`DROP DATABASE ${TEMPLATE} WITH (FORCE)`)
  }
  await client.query(`CREATE DATABASE ${TEMPLATE}`)
  await migrate(urlOf(TEMPLATE))
}

async function asAdministrator(work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: urlOf('postgres') })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function urlOf(database: string): string {
  const url = new URL(SERVER ?? '')
  url.pathname = `/${database}`
  return url.href
}
