import { notFound } from '../domain/errors.ts'
import { elapsedMs, type Instant } from '../domain/instant.ts'
import { vettedAccountObject } from '../domain/vetted-account.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { AccountView, ContactView, CounterpartyDetail, CounterpartyPage } from './schema.ts'
import {
  listCounterparties,
  readAccounts,
  readContactsOf,
  readCounterparty,
  type Contact,
  type Counterparty,
  type ExternalAccount,
} from './store.ts'

/**
 * `all`, or what is left for those who have no need of accounts and numbers (`mayReadAccounts`): that they are on file,
 * since when and by whose signatures. Provenance is left out as well: it may repeat what it is about.
 */
export type Shown = 'all' | 'masked'

/** A payee with everything on file about it; 404 when it is not. */
export async function viewCounterparty(db: Executor, id: string, shown: Shown): Promise<CounterpartyDetail> {
  const counterparty = await readCounterparty(db, id)
  if (counterparty === null) throw notFound('counterparty')
  const [detail] = await detailsOf(db, [counterparty], shown)
  if (detail === undefined) throw notFound('counterparty')
  return detail
}

/** Payees in order of id, which is the order in which they were proposed. */
export async function viewCounterparties(
  db: Executor,
  page: { readonly q?: string | undefined; readonly cursor?: string | undefined; readonly limit: number },
  shown: Shown,
): Promise<CounterpartyPage> {
  const { q: words = null, cursor: after = '', limit } = page
  const found = await listCounterparties(db, { after, words, limit: limit + 1 })
  const items = await detailsOf(db, found.slice(0, limit), shown)
  return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null }
}

async function detailsOf(
  db: Executor,
  counterparties: readonly Counterparty[],
  shown: Shown,
): Promise<CounterpartyDetail[]> {
  const ids = counterparties.map((one) => one.id)
  const accounts = await readAccounts(db, ids)
  const contacts = await readContactsOf(db, ids)
  const now = await readNow(db)
  return counterparties.map(({ id, name, provenance, vettedBy }) => ({
    ...{ id, name, vettedBy },
    provenance: shown === 'all' ? provenance : null,
    accounts: accounts.filter((one) => one.counterpartyId === id).map((one) => accountView(one, shown)),
    contacts: contacts.filter((one) => one.counterpartyId === id).map((one) => contactView(one, shown, now)),
  }))
}

function accountView(account: ExternalAccount, shown: Shown): AccountView {
  const { id, version, identification, onboarded, activatedAt, vettedBy } = account
  return {
    ...{ id, version, status: 'active', onboarded, activatedAt, vettedBy },
    identification: shown === 'all' ? { ...vettedAccountObject(identification) } : null,
  }
}

const DAY_MS = 86_400_000

function contactView(contact: Contact, shown: Shown, now: Instant): ContactView {
  const { id, version, kind, value, provenance, verifiedAt, timeZone, onboarded } = contact
  return {
    ...{ id, version, kind, verifiedAt, timeZone, onboarded },
    value: shown === 'all' ? value : null,
    provenance: shown === 'all' ? provenance : null,
    ageDays: Math.max(0, Math.floor(elapsedMs(verifiedAt, now) / DAY_MS)),
  }
}
