import { exampleIban, type VettedPayee } from '../support/organisation.ts'
import { PAID_PAYEES, STOPPED_PAYEES } from './schedule.ts'

/** So many vetted payees that an order is rarely compared with another that is still open. */
export const PAYEES: readonly VettedPayee[] = Array.from({ length: PAID_PAYEES + STOPPED_PAYEES }, (_, index) => ({
  name: `Example Works ${String.fromCodePoint(65 + index).repeat(4)} SARL`,
  account: { iban: exampleIban(51_000_000 + 977 * index) },
  phone: `+3346572${String(1_000 + index).padStart(4, '0')}`,
}))

export function payeeAt(index: number): VettedPayee {
  const payee = PAYEES[index]
  if (payee === undefined) throw new RangeError(`Unexpected payee ${index}, expected one of ${PAYEES.length}`)
  return payee
}
