import type { OrderFacts } from './order-facts.ts'

/**
 * By what an order is like another one that was not paid, so that whatever holds that one holds this one too. `payment`:
 * to the same payee under the same reference. What it supersedes holds it in any case.
 */
export type CarriedBy = 'payment' | 'account' | 'payee'

/** So far back another one is looked for. */
export const CARRIED_DAYS = 90

/**
 * An account that people's keys have vetted for this payee stands for itself: the supplier's next invoice is none that
 * is handed in again. To any other account, or for the same payee to another account that nobody has vetted, it may be
 * the same fraud under another number.
 */
export function carriedBy({ payee }: Pick<OrderFacts, 'payee'>): readonly CarriedBy[] {
  const isVetted = payee.known && payee.value.accountKnown
  return isVetted ? ['payment'] : ['account', 'payee']
}
