/**
 * Remembers which order paid which ERP payment, for good: a token is good for one payment, however often it is shown.
 * Share it between all processes that pay; whoever loses it must not pay from tokens issued before.
 */
export interface ClaimStore {
  /**
   * Binds the order and the ERP payment to each other, once. False when either is already bound to something else. For
   * one of all calls with the same pair `first`, for every other one `repeat`, so that a payment run that broke off can
   * be repeated and knows that it is: the payment may have been made. A store of your own that answers `true` cannot
   * tell, which counts as `repeat`.
   */
  claim(orderId: string, externalId: string): Promise<'first' | 'repeat' | boolean>
}
