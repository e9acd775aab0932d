import { sql } from 'kysely'
import type { Db } from './database.ts'

/** Throws where nothing can be written: a standby that was not promoted, or a database made read-only. */
export async function assertWritable(db: Db): Promise<void> {
  const { rows } = await sql<{ standby: boolean; read_only: boolean }>`
    select pg_is_in_recovery() as standby, current_setting('transaction_read_only')::boolean as read_only
  `.execute(db)
  if (rows[0]?.standby !== false) throw new Error('The database is a standby')
  if (rows[0].read_only) throw new Error('The database is read-only')
}
