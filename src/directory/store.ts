/** The tables of migration 0030; what was taken off file is in `retired-store.ts`. */
import type { Instant } from '../domain/instant.ts'
import { vettedAccountObject, type VettedAccount } from '../domain/vetted-account.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'
import { jsonb } from '../platform/postgres/jsonb.ts'

type CounterpartyRow = {
  id: string
  name: string
  name_key: string
  provenance: string
  vetted_by: string
  created_at: Instant
}

type AccountRow = {
  id: string
  counterparty_id: string
  version: number
  identification: VettedAccount
  account_key: string
  state: 'active' | 'retired'
  vetted_by: string
  onboarded: boolean
  activated_at: Instant
}

type ContactRow = {
  id: string
  owner_type: 'counterparty' | 'person'
  owner_id: string
  version: number
  kind: 'phone' | 'email'
  value: string
  provenance: string
  verified_at: Instant
  time_zone: string
  vetted_by: string
  onboarded: boolean
  state: 'active' | 'retired'
  created_at: Instant
}

type ProposedNameRow = { name_key: string; subject_id: string }

type Tables = {
  counterparties: CounterpartyRow
  external_accounts: AccountRow
  contacts: ContactRow
  proposed_names: ProposedNameRow
}

const tables = (db: Executor) => db.withTables<Tables>()

export interface Counterparty {
  readonly id: string
  readonly name: string
  readonly provenance: string
  readonly vettedBy: string
}

export interface ExternalAccount {
  readonly id: string
  readonly counterpartyId: string
  readonly version: number
  readonly identification: VettedAccount
  readonly accountKey: string
  readonly vettedBy: string
  readonly onboarded: boolean
  readonly activatedAt: Instant
}

export interface Contact {
  readonly id: string
  readonly version: number
  readonly kind: 'phone' | 'email'
  readonly value: string
  readonly provenance: string
  readonly verifiedAt: Instant
  readonly timeZone: string
  /** Put on file at set-up, where a second person signed its provenance. */
  readonly onboarded: boolean
}

export async function readCounterparty(db: Executor, id: string): Promise<Counterparty | null> {
  const row = await tables(db).selectFrom('counterparties').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : toCounterparty(row)
}

export async function readCounterpartiesByName(db: Executor, nameKey: string): Promise<Counterparty[]> {
  const rows = await tables(db).selectFrom('counterparties').selectAll().where('name_key', '=', nameKey).execute()
  return rows.map(toCounterparty)
}

/** In order of id; `words` are found anywhere in the name, whatever the case. */
export async function listCounterparties(
  db: Executor,
  page: { readonly after: string; readonly words: string | null; readonly limit: number },
): Promise<Counterparty[]> {
  let query = tables(db).selectFrom('counterparties').selectAll().where('id', '>', page.after)
  if (page.words !== null)
    query = query.where('name', 'ilike', `%${page.words.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)
  const rows = await query.orderBy('id').limit(page.limit).execute()
  return rows.map(toCounterparty)
}

export async function countCounterparties(db: Executor): Promise<number> {
  const row = await tables(db)
    .selectFrom('counterparties')
    .select((select) => select.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function readAccounts(db: Executor, counterpartyIds: readonly string[]): Promise<ExternalAccount[]> {
  return (await readAccountsEver(db, counterpartyIds)).filter((one) => one.isOnFile)
}

/** With those that were taken off file. */
export async function readAccountsEver(
  db: Executor,
  counterpartyIds: readonly string[],
): Promise<(ExternalAccount & { readonly isOnFile: boolean })[]> {
  if (counterpartyIds.length === 0) return []
  const rows = await tables(db)
    .selectFrom('external_accounts')
    .selectAll()
    .where('counterparty_id', 'in', counterpartyIds)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...toAccount(row), isOnFile: row.state === 'active' }))
}

export async function readAccount(db: Executor, id: string): Promise<ExternalAccount | null> {
  const row = await tables(db)
    .selectFrom('external_accounts')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return row === undefined ? null : toAccount(row)
}

/** Of several payees at once, each with whose it is. */
export async function readContactsOf(
  db: Executor,
  counterpartyIds: readonly string[],
): Promise<(Contact & { readonly counterpartyId: string })[]> {
  if (counterpartyIds.length === 0) return []
  const rows = await tables(db)
    .selectFrom('contacts')
    .selectAll()
    .where('owner_type', '=', 'counterparty')
    .where('owner_id', 'in', counterpartyIds)
    .where('state', '=', 'active')
    .orderBy('verified_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...toContact(row), counterpartyId: row.owner_id }))
}

export async function readContacts(
  db: Executor,
  owner: { type: 'counterparty' | 'person'; id: string },
): Promise<Contact[]> {
  const rows = await tables(db)
    .selectFrom('contacts')
    .selectAll()
    .where('owner_type', '=', owner.type)
    .where('owner_id', '=', owner.id)
    .where('state', '=', 'active')
    .orderBy('verified_at')
    .orderBy('id')
    .execute()
  return rows.map(toContact)
}

/** Whatever their state: who is told of a change may be on the way out. */
export async function readContactsById(db: Executor, ids: readonly string[]): Promise<Contact[]> {
  if (ids.length === 0) return []
  const rows = await tables(db).selectFrom('contacts').selectAll().where('id', 'in', ids).orderBy('id').execute()
  return rows.map(toContact)
}

/** Whose each of these is, and what put it there. */
export async function readOrigins(
  db: Executor,
  contactIds: readonly string[],
): Promise<(Contact & { ownerType: 'counterparty' | 'person'; ownerId: string; vettedBy: string })[]> {
  if (contactIds.length === 0) return []
  const rows = await tables(db).selectFrom('contacts').selectAll().where('id', 'in', contactIds).orderBy('id').execute()
  return rows.map((row) => ({
    ...toContact(row),
    ownerType: row.owner_type,
    ownerId: row.owner_id,
    vettedBy: row.vetted_by,
  }))
}

/** Whether the name is this subject's to put on file: nobody else's open change claims it. */
export async function reserveName(tx: Tx, nameKey: string, subjectId: string): Promise<boolean> {
  await tables(tx)
    .insertInto('proposed_names')
    .values({ name_key: nameKey, subject_id: subjectId })
    .onConflict((conflict) => conflict.column('name_key').doNothing())
    .execute()
  const row = await tables(tx)
    .selectFrom('proposed_names')
    .select('subject_id')
    .where('name_key', '=', nameKey)
    .executeTakeFirst()
  return row?.subject_id === subjectId
}

export async function freeNames(tx: Tx, subjectId: string): Promise<void> {
  await tables(tx).deleteFrom('proposed_names').where('subject_id', '=', subjectId).execute()
}

/** Whether it was this call that put it on file; so do the two below. */
export async function insertCounterparty(
  tx: Tx,
  counterparty: Counterparty & { nameKey: string },
  now: Instant,
): Promise<boolean> {
  const result = await tables(tx)
    .insertInto('counterparties')
    .values({
      id: counterparty.id,
      name: counterparty.name,
      name_key: counterparty.nameKey,
      provenance: counterparty.provenance,
      vetted_by: counterparty.vettedBy,
      created_at: now,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

export async function insertAccount(tx: Tx, account: ExternalAccount): Promise<boolean> {
  const result = await tables(tx)
    .insertInto('external_accounts')
    .values({
      id: account.id,
      counterparty_id: account.counterpartyId,
      version: account.version,
      identification: jsonb(vettedAccountObject(account.identification)) as unknown as VettedAccount,
      account_key: account.accountKey,
      state: 'active',
      vetted_by: account.vettedBy,
      onboarded: account.onboarded,
      activated_at: account.activatedAt,
    })
    // Its id, or the same account of the same payee by another change: the first that was signed stays.
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

export async function insertContact(
  tx: Tx,
  owner: { type: 'counterparty' | 'person'; id: string },
  contact: Contact,
  vettedBy: string,
  now: Instant,
): Promise<boolean> {
  const result = await tables(tx)
    .insertInto('contacts')
    .values({
      id: contact.id,
      owner_type: owner.type,
      owner_id: owner.id,
      version: contact.version,
      kind: contact.kind,
      value: contact.value,
      provenance: contact.provenance,
      verified_at: contact.verifiedAt,
      time_zone: contact.timeZone,
      vetted_by: vettedBy,
      onboarded: contact.onboarded,
      state: 'active',
      created_at: now,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

function toCounterparty(row: CounterpartyRow): Counterparty {
  return { id: row.id, name: row.name, provenance: row.provenance, vettedBy: row.vetted_by }
}

function toAccount(row: AccountRow): ExternalAccount {
  return {
    id: row.id,
    counterpartyId: row.counterparty_id,
    version: row.version,
    identification: row.identification,
    accountKey: row.account_key,
    vettedBy: row.vetted_by,
    onboarded: row.onboarded,
    activatedAt: row.activated_at,
  }
}

function toContact(row: ContactRow): Contact {
  return {
    id: row.id,
    version: row.version,
    kind: row.kind,
    value: row.value,
    provenance: row.provenance,
    verifiedAt: row.verified_at,
    timeZone: row.time_zone,
    onboarded: row.onboarded,
  }
}
