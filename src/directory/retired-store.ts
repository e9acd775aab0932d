/** What was taken off file: the table of migration 0190, and the state of what migration 0030 holds. */
import { sql } from 'kysely'
import type { Instant } from '../domain/instant.ts'
import type { VettedAccount } from '../domain/vetted-account.ts'
import { anyOf } from '../platform/postgres/any-of.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'

type Retirable = { id: string; state: 'active' | 'retired' }

type Tables = {
  external_accounts: Retirable & { counterparty_id: string; identification: VettedAccount }
  contacts: Retirable & { owner_type: string; owner_id: string; kind: 'phone' | 'email'; value: string }
  off_file: { id: string; entry_id: string; retired_at: Instant }
}

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
  { entryId, at }: { readonly entryId: string; readonly at: Instant },
): Promise<void> {
  await tables(tx)
    .updateTable(what)
    .set({ state: 'retired' })
    .where('id', '=', anyOf(ids))
    .where('state', '=', 'active')
    .execute()
  await tables(tx)
    .insertInto('off_file')
    .values(ids.map((id) => ({ id, entry_id: entryId, retired_at: at })))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** Of these accounts and contacts, those that were taken off file. */
export async function readRetirements(db: Executor, ids: readonly string[]): Promise<Retirement[]> {
  if (ids.length === 0) return []
  const rows = await tables(db).selectFrom('off_file').selectAll().where('id', '=', anyOf(ids)).orderBy('id').execute()
  return rows.map((row) => ({ id: row.id, entryId: row.entry_id }))
}

/** The accounts of a payee that went since then. */
export async function accountsRetiredSince(
  db: Executor,
  counterpartyId: string,
  since: Instant,
): Promise<VettedAccount[]> {
  const rows = await tables(db)
    .selectFrom('external_accounts')
    .innerJoin('off_file', 'off_file.id', 'external_accounts.id')
    .select('external_accounts.identification')
    .where('external_accounts.counterparty_id', '=', counterpartyId)
    .where('off_file.retired_at', '>=', since)
    .execute()
  return rows.map((row) => row.identification)
}

export async function contactsRetiredSince(
  db: Executor,
  counterpartyId: string,
  since: Instant,
): Promise<{ readonly kind: 'phone' | 'email'; readonly value: string }[]> {
  return tables(db)
    .selectFrom('contacts')
    .innerJoin('off_file', 'off_file.id', 'contacts.id')
    .select(['contacts.kind', 'contacts.value'])
    .where('contacts.owner_type', '=', sql.lit('counterparty'))
    .where('contacts.owner_id', '=', counterpartyId)
    .where('off_file.retired_at', '>=', since)
    .execute()
}
