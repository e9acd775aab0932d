import { sql } from 'kysely'

import type { Instant } from '../domain/instant.ts'
import type { Executor } from './postgres/database.ts'

/**
 * The time all rules go by: the record's own clock, so that processes never disagree about it, and never before the
 * last log entry. Inside a transaction it moves on with each call; take it once and pass it on.
 */
export async function now(db: Executor): Promise<Instant> {
  const { rows } = await sql<{ now: Instant }>`select countersign_now() as now`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('The database gave no time')
  return row.now
}

/** What the database's machine takes the time to be, whatever the log says: to be held against another clock only. */
export async function machineTime(db: Executor): Promise<Instant> {
  const { rows } = await sql<{ now: Instant }>`select countersign_machine_time() as now`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('The database gave no time')
  return row.now
}
