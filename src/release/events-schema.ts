import { z } from 'zod'

const wholeNumber = z.coerce.number().int().max(Number.MAX_SAFE_INTEGER)

export const EventsQuery = z.strictObject({
  after: wholeNumber.min(0).default(0).meta({ description: 'The `next` of the page before; 0 for the beginning' }),
  limit: wholeNumber.min(1).max(1000).default(100),
})

export const EventView = z.object({
  id: z.string(),
  type: z.string().meta({ example: 'payment_order.released' }),
  occurredAt: z.string(),
  sequence: z.int(),
  data: z.record(z.string(), z.unknown()),
})

/** `next` goes into the next `after`, also when there was nothing to see. */
export const EventsAnswer = z.object({ items: z.array(EventView), next: z.int() })

export const WebhookEndpointView = z.object({
  id: z.string(),
  clientId: z.string(),
  url: z.string(),
  state: z.enum(['active', 'disabled']),
  createdAt: z.string(),
  undelivered: z.int().meta({ description: 'Events that it has not taken yet, and may never' }),
})
export const WebhookEndpointsAnswer = z.object({ items: z.array(WebhookEndpointView) })
export type WebhookEndpointsAnswer = z.infer<typeof WebhookEndpointsAnswer>
