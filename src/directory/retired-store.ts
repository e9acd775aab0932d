/** What is taken off file, in the tables of migrations 0030 and 0190. */
import { sql } from 'kysely'
import { anyOf } from '../platform/postgres/any-of.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'

type Retirable = { id: string; state: 'active' | 'retired'; retired_entry: string | null }

const tables = (db: Executor) => db.withTables<{ external_accounts: Retirable; contacts: Retirable }>()

/** Whether it is on file; then it stays as it is until the transaction ends. */
export async function lockActiveAccount(tx: Tx, id: string): Promise<boolean> {
  const row = await tables(tx)
    .selectFrom('external_accounts')
    .select('id')
    .where('id', '=', id)
    .where('state', '=', 'active')
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

/** `entryId`: of the log, where it says that they went. */
export async function retire(
  tx: Tx,
  what: 'external_accounts' | 'contacts',
  ids: readonly string[],
  entryId: string,
): Promise<void> {
  await tables(tx)
    .updateTable(what)
    .set({ state: 'retired', retired_entry: entryId })
    .where('id', '=', anyOf(ids))
    .where('state', '=', 'active')
    .execute()
}

export interface Retirement {
  /** Of an account or a contact. */
  readonly id: string
  /** Of the log, where it says that it went. */
  readonly entryId: string
}

/** Of these accounts and contacts, those that were taken off file. */
export async function readRetirements(db: Executor, ids: readonly string[]): Promise<Retirement[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<Retirement>`
    select id, retired_entry as "entryId" from external_accounts where id = ${anyOf(ids)} and retired_entry is not null
     union all
    select id, retired_entry from contacts where id = ${anyOf(ids)} and retired_entry is not null
     order by 1`.execute(db)
  return rows
}
