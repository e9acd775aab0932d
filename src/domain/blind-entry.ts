import { decimalsOf } from './currency.ts'
import { parseAmount } from './money.ts'
import { endingOf } from './payment.ts'

/** What somebody typed from the invoice, or a callee said. */
export interface Stated {
  /** Of payments only. */
  readonly amount?: string | undefined
  readonly accountLast4: string
}

/** An account on its own is stated by its ending, a payment by amount and account ending. */
export type Expectation = AccountExpectation | PaymentExpectation

export interface AccountExpectation {
  readonly accountLast4: string
}

export interface PaymentExpectation extends AccountExpectation {
  readonly amount: string
  readonly currency: string
}

/** Tries a person has to type amount and account ending of one requirement. */
export const BLIND_ENTRY_TRIES = 3

/**
 * Calls about one version of a subject in which a callee may state something else, for each caller. Beyond, the call
 * desk would tell whoever guesses what a blind entry keeps from them.
 */
export const CALL_TRIES = 3

/** Whether what was stated is this payment, or this account: everything that is expected, and nothing interpreted. */
export function statedMatches(stated: Stated, expectation: Expectation): boolean {
  const ending = endingOf(stated.accountLast4)
  if (ending === '' || ending !== expectation.accountLast4) return false
  return !('amount' in expectation) || isSameAmount(stated.amount, expectation)
}

/** Whole amounts may leave out the decimals (`214000` for `214000.00`). */
function isSameAmount(stated: string | undefined, { amount, currency }: PaymentExpectation): boolean {
  if (stated === undefined) return false
  const decimals = decimalsOf(currency) ?? 0
  const text = stated.trim()
  const written = decimals > 0 && /^[0-9]+$/.test(text) ? `${text}.${'0'.repeat(decimals)}` : text
  try {
    return parseAmount(written, currency).minor === parseAmount(amount, currency).minor
  } catch {
    return false
  }
}
