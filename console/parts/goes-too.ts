import type { PayeeAccount } from '../api/payees.ts'

type OnFile = Pick<PayeeAccount, 'id' | 'identification'>

/** An account that is on file once more, with its bank named or not, goes off file with the other. */
export function goesToo(one: OnFile, going: OnFile): boolean {
  if (one.id === going.id) return true
  const [iban, other] = [ibanOf(one), ibanOf(going)]
  return iban !== null && iban === other
}

function ibanOf({ identification }: OnFile): string | null {
  const iban = identification !== null && 'iban' in identification ? identification.iban : null
  return typeof iban === 'string' ? iban : null
}
