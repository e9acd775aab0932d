import type { AccountIdentification } from '../domain/payment.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readAccount, readCounterparty } from './store.ts'

/** A payee by the ids of the directory, as an order carries it; null unless both are on file and belong together. */
export async function accountOnFile(
  db: Executor,
  counterpartyId: string,
  accountId: string,
): Promise<{
  name: string
  account: AccountIdentification
  /** By which it is reached, besides what the account itself says. */
  elements: Readonly<Record<string, string>>
  counterpartyId: string
  accountId: string
  accountVersion: number
} | null> {
  const counterparty = await readCounterparty(db, counterpartyId)
  const account = await readAccount(db, accountId)
  if (counterparty === null || account === null || account.counterpartyId !== counterparty.id) return null
  const { elements = {}, ...identification } = account.identification
  return {
    name: counterparty.name,
    account: identification,
    elements,
    counterpartyId,
    accountId,
    accountVersion: account.version,
  }
}
