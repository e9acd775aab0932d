import type { ShownState } from '../words/subject-words.ts'

/** Five words for eleven stored states; what is not a payment comes into force rather than being paid. */
export function shownState(state: string): ShownState {
  switch (state) {
    case 'assessing':
      return 'checking'
    case 'awaiting_evidence':
      return 'waiting'
    // Released to the ERP is not paid: the bank has not said so.
    case 'approved':
    case 'released':
      return 'approved'
    case 'executed':
      return 'paid'
    case 'applied':
      return 'applied'
    default:
      return 'stopped'
  }
}
