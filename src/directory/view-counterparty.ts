import { notFound } from '../domain/errors.ts'
import { accountObject } from '../domain/payment.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { AccountView, CounterpartyDetail, CounterpartyPage, CounterpartyView } from './schema.ts'
import {
  listCounterparties,
  readAccounts,
  readContacts,
  readCounterparty,
  type Counterparty,
  type ExternalAccount,
} from './store.ts'

/** A payee with everything on file about it; 404 when it is not. */
export async function viewCounterparty(db: Executor, id: string): Promise<CounterpartyDetail> {
  const counterparty = await readCounterparty(db, id)
  if (counterparty === null) throw notFound('counterparty')
  const accounts = await readAccounts(db, [id])
  const contacts = await readContacts(db, { type: 'counterparty', id })
  return {
    ...summaryOf(counterparty),
    accounts: accounts.map(accountView),
    contacts: contacts.map((contact) => ({ ...contact })),
  }
}

/** Payees in order of id, which is the order in which they were proposed. */
export async function viewCounterparties(
  db: Executor,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<CounterpartyPage> {
  const found = await listCounterparties(db, page.cursor ?? '', page.limit + 1)
  const items = found.slice(0, page.limit).map(summaryOf)
  return { items, next: found.length > page.limit ? (items.at(-1)?.id ?? null) : null }
}

function summaryOf({ id, name, provenance, vettedBy }: Counterparty): CounterpartyView {
  return { id, name, provenance, vettedBy }
}

function accountView({ id, version, identification, onboarded, activatedAt, vettedBy }: ExternalAccount): AccountView {
  return { id, version, identification: { ...accountObject(identification) }, onboarded, activatedAt, vettedBy }
}
