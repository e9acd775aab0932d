import type { OrderFacts } from './order-facts.ts'

/**
 * By what an order takes the place of an earlier one that was not released: whatever holds that one holds it too.
 * `payment`: to the same payee under the same reference. `account`: to the same account.
 */
export type ReplacedBy = 'supersedes' | 'payment' | 'account'

/**
 * An account that people's keys have vetted for this payee stands for itself: the supplier's next invoice is none that
 * was handed in again. To any other account it may be the same fraud under another number.
 */
export function replacedBy({ payee }: Pick<OrderFacts, 'payee'>): readonly ReplacedBy[] {
  const isVetted = payee.known && payee.value.accountKnown
  return isVetted ? ['supersedes', 'payment'] : ['supersedes', 'payment', 'account']
}
