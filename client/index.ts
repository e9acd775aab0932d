export {
  createApi,
  ApiError,
  type Api,
  type ApiOptions,
  type Event,
  type EventPage,
  type Order,
  type OrderBody,
  type Release,
  type Report,
  type ReportBody,
} from './api.ts'
export { fileStore } from './file-store.ts'
export { memoryStore } from './memory-store.ts'
export type { ErpPayment } from './own-payment.ts'
export type { ClaimStore } from './claim-store.ts'
export {
  verifyRelease,
  type Refusal,
  type RefusalCode,
  type ReleaseOptions,
  type VerifiedRelease,
} from './verify-release.ts'
export { verifyWebhook, type VerifiedWebhook, type WebhookOptions } from './verify-webhook.ts'
