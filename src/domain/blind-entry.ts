import { decimalsOf } from './currency.ts'
import { refuseField } from './errors.ts'
import { parseAmount, type Money } from './money.ts'
import { endingOf } from './payment.ts'
import { lettersAndDigits } from './text.ts'

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

const ENDING_LENGTH = 4

/** Tries a person has to type amount and account ending of one requirement. */
export const BLIND_ENTRY_TRIES = 3

/**
 * Calls about one version of a subject in which a callee may state something else, for each caller. Beyond, the call
 * desk would tell whoever guesses what a blind entry keeps from them.
 */
export const CALL_TRIES = 3

/**
 * Refuses what is no statement at all, however far from the payment: an amount that is not written as one, an ending
 * that is not four letters or digits. It is asked for again, and is no try. 422 with the field, below `path`.
 *
 * It looks at nothing that is kept from whoever states it, but that a number is shorter than four.
 */
export function assertStated(stated: Stated, expectation: Expectation, path: string): void {
  if ('amount' in expectation) parseStated(stated.amount ?? '', expectation.currency, `${path}.amount`)
  const typed = [...lettersAndDigits(stated.accountLast4)].length
  const isShort = [...lettersAndDigits(expectation.accountLast4)].length < ENDING_LENGTH
  if (typed === ENDING_LENGTH || (isShort && typed > 0 && typed < ENDING_LENGTH)) return
  throw refuseField(
    `${path}.accountLast4`,
    'ENDING_FORMAT',
    'Write the last four letters or digits of the account. This was not compared, and no try was counted.',
  )
}

/** Whether what was stated is this payment, or this account: everything that is expected, and nothing interpreted. */
export function statedMatches(stated: Stated, expectation: Expectation): boolean {
  const ending = endingOf(stated.accountLast4)
  if (ending === '' || ending !== expectation.accountLast4) return false
  return !('amount' in expectation) || isSameAmount(stated.amount, expectation)
}

function isSameAmount(stated: string | undefined, { amount, currency }: PaymentExpectation): boolean {
  if (stated === undefined) return false
  try {
    return parseStated(stated, currency, 'amount').minor === parseAmount(amount, currency).minor
  } catch {
    return false
  }
}

/** Whole amounts may leave out the decimals (`214000` for `214000.00`). */
function parseStated(stated: string, currency: string, path: string): Money {
  const decimals = decimalsOf(currency) ?? 0
  const text = stated.trim()
  const written = decimals > 0 && /^[0-9]+$/.test(text) ? `${text}.${'0'.repeat(decimals)}` : text
  return parseAmount(written, currency, path)
}
