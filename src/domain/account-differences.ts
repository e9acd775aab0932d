import { isSameAccount, type VettedAccount } from './vetted-account.ts'

/** What stands out when one bank account takes another's place, in the order in which it is looked at. */
export type AccountDifference = 'kind' | 'country' | 'bank' | 'number'

/** How the one differs from the one before; empty where they are the same account. */
export function accountDifferences(one: VettedAccount, before: VettedAccount): AccountDifference[] {
  const [a, b] = [partsOf(one), partsOf(before)]
  const names = ['kind', 'country', 'bank', 'number'] as const
  const found = names.filter((name) => a[name] !== b[name])
  // The number is the same, and so is what it says of its bank: then it is what stands beside it that leads elsewhere.
  return found.length > 0 || isSameAccount(before, one, one.elements ?? {}) ? found : ['bank']
}

/** An IBAN names country and bank itself (ISO 13616); the bank's code stands first in what follows the check digits. */
function partsOf(account: VettedAccount): Readonly<Record<AccountDifference, string>> {
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
