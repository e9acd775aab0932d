import { plus, type Instant } from '../domain/instant.ts'
import type { PayeeFacts } from '../domain/order-facts.ts'
import type { AccountIdentification } from '../domain/payment.ts'
import { matchKey } from '../domain/text.ts'
import { isSameAccount } from '../domain/vetted-account.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readAccountsEver, readCounterpartiesByName, readCounterparty, type Counterparty } from './store.ts'

/** For how long a changed account counts as changed: contact ages and look-back windows in policy are of the same order. */
export const CHANGED_MS = 30 * 86_400_000

export interface PayeeOnFile extends Omit<PayeeFacts, 'accountChangedAt'> {
  /** When the account was put on file by a change of its own; null: with its payee, or not at all. */
  readonly accountAddedAt: Instant | null
  readonly counterpartyId: string | null
  readonly accountId: string | null
  /** 0 for an account that is not on file. */
  readonly accountVersion: number
  /** The subjects whose evidence vouches for what is known. */
  readonly vettedBy: readonly string[]
  /** Those that put this account on file before it was taken off file, however often. */
  readonly onceVettedBy: readonly string[]
}

/** As a payment names it. */
export interface NamedPayee {
  readonly name: string
  readonly account: AccountIdentification
  readonly counterpartyId: string | null
  readonly elements: Readonly<Record<string, string>>
}

/**
 * What the directory holds about a payee, by name and account together: an account on file under another name is not
 * this payee's. Known means vetted through its own account change; nothing else makes an account known.
 */
export async function payeeOnFile(db: Executor, payee: NamedPayee): Promise<PayeeOnFile> {
  const counterparties = await candidates(db, payee)
  const accounts = await readAccountsEver(
    db,
    counterparties.map((one) => one.id),
  )
  const same = accounts.filter((one) => isSameAccount(one.identification, payee.account, payee.elements))
  const own = same.find((one) => one.isOnFile)
  const counterparty = counterparties.find((one) => one.id === own?.counterpartyId) ?? counterparties[0]
  return {
    counterpartyKnown: counterparties.length > 0,
    accountKnown: own !== undefined,
    // One that was taken off file counts: "it was closed, here is the new one" is a change of account.
    otherAccountsKnown: accounts.length > 0 && own === undefined,
    accountAddedAt: own === undefined || own.onboarded ? null : own.activatedAt,
    counterpartyId: counterparty?.id ?? null,
    accountId: own?.id ?? null,
    accountVersion: own?.version ?? 0,
    vettedBy: [...new Set([counterparty?.vettedBy, own?.vettedBy].filter((one) => one !== undefined))],
    onceVettedBy: [...new Set(same.filter((one) => one !== own).map((one) => one.vettedBy))],
  }
}

/** As the rules are told of it, at this moment. */
export function payeeFactsAt(onFile: PayeeOnFile, now: Instant): PayeeFacts {
  const { counterpartyKnown, accountKnown, otherAccountsKnown, accountAddedAt } = onFile
  const isNew = accountAddedAt !== null && accountAddedAt > plus(now, -CHANGED_MS)
  return { counterpartyKnown, accountKnown, otherAccountsKnown, accountChangedAt: isNew ? accountAddedAt : null }
}

async function candidates(
  db: Executor,
  payee: { name: string; counterpartyId: string | null },
): Promise<Counterparty[]> {
  if (payee.counterpartyId === null) return readCounterpartiesByName(db, matchKey(payee.name))
  const counterparty = await readCounterparty(db, payee.counterpartyId)
  return counterparty !== null && matchKey(counterparty.name) === matchKey(payee.name) ? [counterparty] : []
}
