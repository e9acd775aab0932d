import { sql } from 'kysely'
import type { Tx } from './database.ts'

/**
 * Whoever names one of these keys takes turns with us until the transaction ends. Taken in the order of their names, so
 * that nobody waits in a circle; all in one statement, which takes them one after the other.
 */
export async function lockInOrder(tx: Tx, keys: readonly string[]): Promise<void> {
  const sorted = [...new Set(keys)].sort()
  if (sorted.length === 0) return
  await sql`select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest(${sorted}::text[]) as wanted (key)`.execute(
    tx,
  )
}
