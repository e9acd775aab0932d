import { z } from 'zod'
import { openErpEndpoint } from './erp-endpoint.ts'

/** What webhooks and `GET /v1/events` carry. */
export const WireEvent = z.object({
  id: z.string(),
  type: z.string(),
  occurredAt: z.string(),
  sequence: z.int(),
  data: z.looseObject({ orderId: z.string().optional() }),
})
export type WireEvent = z.infer<typeof WireEvent>

export interface WebhookReceiver {
  readonly url: string
  /** Everything that ever came, repeated deliveries included. */
  events(): WireEvent[]
  close(): Promise<void>
}

/** An ERP's end of a webhook: keeps everything and says thank you. */
export async function receiveWebhooks(): Promise<WebhookReceiver> {
  const { url, received, close } = await openErpEndpoint()
  return { url: url('/hook'), events: () => received.map(({ body }) => WireEvent.parse(JSON.parse(body))), close }
}
