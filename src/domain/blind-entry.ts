import { decimalsOf } from './currency.ts'
import { parseAmount } from './money.ts'

export interface Stated {
  readonly amount: string
  readonly accountLast4: string
}

export interface Expectation {
  readonly amount: string
  readonly currency: string
  readonly accountLast4: string
}

/** Tries a person has to type amount and account ending of one requirement. */
export const BLIND_ENTRY_TRIES = 3

/**
 * Whether what somebody typed from the invoice, or a callee said, is this payment. Whole amounts may leave out the
 * decimals (`214000` for `214000.00`); nothing else is interpreted.
 */
export function statedMatches(stated: Stated, expectation: Expectation): boolean {
  const decimals = decimalsOf(expectation.currency) ?? 0
  const text = stated.amount.trim()
  const amount = decimals > 0 && /^[0-9]+$/.test(text) ? `${text}.${'0'.repeat(decimals)}` : text
  try {
    const same = parseAmount(amount, expectation.currency).minor === parseAmount(expectation.amount, expectation.currency).minor
    return same && stated.accountLast4.trim().toUpperCase() === expectation.accountLast4
  } catch {
    return false
  }
}
