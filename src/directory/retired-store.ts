/** What was taken off file: the table of migration 0190, and the state of what migration 0030 holds. */
import type { Executor, Tx } from '../platform/postgres/database.ts'
import { anyOf } from '../platform/postgres/any-of.ts'

type Retirable = { id: string; state: 'active' | 'retired' }

type Tables = { external_accounts: Retirable; contacts: Retirable; off_file: { id: string; entry_id: string } }

const tables = (db: Executor) => db.withTables<Tables>()

export interface Retirement {
  /** Of an account or a contact. */
  readonly id: string
  /** Of the log, where it says that it went. */
  readonly entryId: string
}

/** Whether or not the record has a row of each. */
export async function retire(
  tx: Tx,
  what: 'external_accounts' | 'contacts',
  ids: readonly string[],
  entryId: string,
): Promise<void> {
  await tables(tx)
    .updateTable(what)
    .set({ state: 'retired' })
    .where('id', '=', anyOf(ids))
    .where('state', '=', 'active')
    .execute()
  await tables(tx)
    .insertInto('off_file')
    .values(ids.map((id) => ({ id, entry_id: entryId })))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** Of these accounts and contacts, those that were taken off file. */
export async function readRetirements(db: Executor, ids: readonly string[]): Promise<Retirement[]> {
  if (ids.length === 0) return []
  const rows = await tables(db).selectFrom('off_file').selectAll().where('id', '=', anyOf(ids)).orderBy('id').execute()
  return rows.map((row) => ({ id: row.id, entryId: row.entry_id }))
}
