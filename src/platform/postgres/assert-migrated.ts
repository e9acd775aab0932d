import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'

import { CountersignError } from '../../domain/errors.ts'
import { createDatabase, type DatabaseRole } from './database.ts'
import { migrationNames } from './migrate.ts'
import { sqlState } from './transaction.ts'

export interface AssertMigratedOptions {
  readonly url: string
  readonly role: DatabaseRole
  /** A database may come up after us: how long it is waited for. */
  readonly waitMs?: number
  readonly folder?: string
}

const PAUSE_MS = 1_000

/**
 * Refuses a database that this build was not made for: tables that are missing would turn up one by one as faults, in
 * the middle of work. 503 `NOT_MIGRATED` or `DATABASE_NEWER` with what to do.
 */
export async function assertMigrated({ url, role, waitMs = 60_000, folder }: AssertMigratedOptions): Promise<void> {
  const ours = await migrationNames(folder)
  const applied = await whenReachable(() => appliedMigrations(url, role), waitMs)
  if (ours.some((name) => !applied.has(name))) {
    throw unfit('NOT_MIGRATED', 'The database is not at this version. Run: countersign migrate')
  }
  if (applied.size > ours.length) throw unfit('DATABASE_NEWER', 'The database is of a newer version: run that.')
}

async function appliedMigrations(url: string, role: DatabaseRole): Promise<ReadonlySet<string>> {
  const db = createDatabase({ url, role, max: 1, onError: () => undefined })
  try {
    const { rows } = await sql<{ name: string }>`SELECT name FROM schema_migrations`.execute(db)
    return new Set(rows.map(({ name }) => name))
  } catch (error) {
    // PostgreSQL, appendix A: undefined_table, insufficient_privilege. Both mean that it is older than this check.
    if (['42P01', '42501'].includes(sqlState(error) ?? '')) return new Set()
    throw error
  } finally {
    await db.destroy()
  }
}

/** A server that is starting answers 57P03; one that is not there yet does not answer at all. */
async function whenReachable<T>(read: () => Promise<T>, waitMs: number): Promise<T> {
  const deadline = performance.now() + waitMs
  for (;;) {
    try {
      return await read()
    } catch (error) {
      const isAway = isConnectionError(error) || sqlState(error) === '57P03'
      if (!isAway || performance.now() > deadline) throw error
    }
    await sleep(PAUSE_MS)
  }
}

function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  return ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT'].includes(String(error.code))
}

function unfit(code: string, detail: string): CountersignError {
  return new CountersignError({ code, status: 503, detail })
}
