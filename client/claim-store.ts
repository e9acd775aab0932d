/**
 * Remembers which order paid which ERP payment, for good: a token is good for one payment, however often it is shown.
 * Share it between all processes that pay; whoever loses it must not pay from tokens issued before.
 */
export interface ClaimStore {
  /**
   * Binds the order and the ERP payment to each other, once. False when either is already bound to something else; true
   * again for the same pair, so that a payment run that broke off can be repeated.
   */
  claim(orderId: string, externalId: string): Promise<boolean>
}
