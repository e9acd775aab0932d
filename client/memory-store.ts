import type { ClaimStore } from './claim-store.ts'

/** For tests and trials: forgets everything with the process, and knows nothing of other processes. */
export function memoryStore(): ClaimStore {
  const payments = new Map<string, string>()
  const orders = new Map<string, string>()
  return {
    async claim(orderId, externalId) {
      if ((payments.get(orderId) ?? externalId) !== externalId) return false
      if ((orders.get(externalId) ?? orderId) !== orderId) return false
      if (payments.has(orderId)) return 'repeat'
      payments.set(orderId, externalId)
      orders.set(externalId, orderId)
      return 'first'
    },
  }
}
