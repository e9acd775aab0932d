import type { AccountIdentification } from './payment.ts'

/** What stands out when one bank account takes another's place, in the order in which it is looked at. */
export type AccountDifference = 'kind' | 'country' | 'bank' | 'number'

/** How the one differs from the other; empty where they are the same account. */
export function accountDifferences(one: AccountIdentification, other: AccountIdentification): AccountDifference[] {
  const [a, b] = [partsOf(one), partsOf(other)]
  const names = ['kind', 'country', 'bank', 'number'] as const
  return names.filter((name) => a[name] !== b[name])
}

/** An IBAN names country and bank itself (ISO 13616); the bank's code stands first in what follows the check digits. */
function partsOf(account: AccountIdentification): Readonly<Record<AccountDifference, string>> {
  if ('iban' in account) {
    const { iban } = account
    return { kind: 'iban', country: iban.slice(0, 2), bank: iban.slice(4, 8), number: iban }
  }
  const { scheme = '', country = '', bic = '', id } = account.other
  return { kind: `other ${scheme}`, country, bank: bic, number: id }
}

export type AccountStatus = 'vetted' | 'changed' | 'new'

/**
 * Vetted through its own account change; else changed, where the payee is on file with, or was paid at, another
 * account; else new. Having been paid before vets nothing.
 */
export function accountStatus(account: {
  readonly isOnFile: boolean
  readonly hasOthersOnFile: boolean
  readonly wasPaidElsewhere: boolean
}): AccountStatus {
  if (account.isOnFile) return 'vetted'
  return account.hasOthersOnFile || account.wasPaidElsewhere ? 'changed' : 'new'
}
