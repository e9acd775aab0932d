import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

import { sha256Hex } from '../../domain/canonical-json.ts'
import { packageRoot } from '../package-root.ts'

/** Arbitrary and fixed: every build must take the same one. Advisory locks are per database. */
const MIGRATION_LOCK = 7_021_903_115

const LEDGER = `
  CREATE TABLE IF NOT EXISTS schema_migrations (
    name text PRIMARY KEY,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
  )`

interface Migration {
  readonly name: string
  readonly sha256: string
  readonly sql: string
}

/**
 * Brings the database at `url` up to this build: each numbered file of `migrations/` once, in order, each in a
 * transaction of its own. Any number of processes may call it at once. Refuses a database whose applied files are
 * not ours, because nobody knows then what the tables are.
 */
export async function migrate(url: string, folder = defaultFolder()): Promise<void> {
  const migrations = await readMigrations(folder)
  const client = new pg.Client({ connectionString: url, application_name: 'countersign-migrate' })
  // A broken connection also rejects the query under way; the listener only keeps it from ending the process.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query(LEDGER)
    const pending = await findPending(client, migrations)
    for (const migration of pending) await apply(client, migration)
  } finally {
    // Ends the session and with it the lock.
    await client.end()
  }
}

/** The files of this build, in order. */
export async function migrationNames(folder = defaultFolder()): Promise<string[]> {
  return (await readMigrations(folder)).map(({ name }) => name)
}

function defaultFolder(): string {
  return join(packageRoot(), 'src/platform/postgres/migrations')
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted()
  const numbers = new Set<string>()
  for (const name of names) {
    const number = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1]
    if (number === undefined)
      throw new Error(`Unexpected migration "${name}", expected a name such as 0001_platform.sql`)
    if (numbers.has(number)) throw new Error(`Two migrations have the number ${number}`)
    numbers.add(number)
  }
  return Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(folder, name))
      return { name, sha256: sha256Hex(bytes), sql: bytes.toString('utf8') }
    }),
  )
}

async function findPending(client: pg.Client, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'SELECT name, sha256 FROM schema_migrations ORDER BY name',
  )
  for (const [index, applied] of rows.entries()) {
    const ours = migrations.find((migration) => migration.name === applied.name)
    if (ours === undefined) {
      throw new Error(`The database has migration ${applied.name}, which this build does not: run a newer build`)
    }
    if (ours.sha256 !== applied.sha256) {
      throw new Error(`Migration ${applied.name} was changed after it was applied: restore it and add a new one`)
    }
    if (migrations[index] !== ours) {
      throw new Error(`Migration ${migrations[index]?.name} comes before ${applied.name}, which is applied already`)
    }
  }
  return migrations.slice(rows.length)
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('BEGIN')
    await client.query(migration.sql)
    await client.query('INSERT INTO schema_migrations (name, sha256) VALUES ($1, $2)', [
      migration.name,
      migration.sha256,
    ])
    await client.query('COMMIT')
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => {})
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`Migration ${migration.name} failed and left no trace: ${detail}`, { cause })
  }
}
