import { accountLikeness } from '../domain/payment.ts'
import { matchKey } from '../domain/text.ts'
import { isSameAccount } from '../domain/vetted-account.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { NamedPayee } from './read-payee.ts'
import { readAccounts, readCounterpartiesByName, readCounterparty, type ExternalAccount } from './store.ts'

export interface PayeeAccounts {
  /** Every payee on file under this name. */
  readonly counterpartyIds: readonly string[]
  /** The very account that is to be paid. */
  readonly own: ExternalAccount | null
  /** Of the accounts on file its own one, else the one that is most like it, else the newest. */
  readonly shown: ExternalAccount | null
}

/** What is on file about the accounts of a payee, by name and account together, as `payeeOnFile` matches them. */
export async function payeeAccounts(db: Executor, payee: NamedPayee): Promise<PayeeAccounts> {
  const named = await readCounterpartiesByName(db, matchKey(payee.name))
  const byId = payee.counterpartyId === null ? null : await readCounterparty(db, payee.counterpartyId)
  const counterpartyIds = [...new Set([...named, ...(byId === null ? [] : [byId])].map((one) => one.id))]
  const accounts = await readAccounts(db, counterpartyIds)
  const own = accounts.find((one) => isSameAccount(one.identification, payee.account, payee.elements)) ?? null
  // Before any other one: the same number, on file with another bank or by another way.
  const likeness = accountLikeness(payee.account)
  const alike = (one: ExternalAccount): boolean => accountLikeness(one.identification) === likeness
  const [newest] = [...accounts].sort(
    (a, b) => Number(alike(b)) - Number(alike(a)) || (a.activatedAt < b.activatedAt ? 1 : -1),
  )
  return { counterpartyIds, own, shown: own ?? newest ?? null }
}
