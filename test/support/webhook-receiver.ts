import { WireEvent } from '../../src/sandbox/rest-erp.ts'
import { openErpEndpoint } from './erp-endpoint.ts'

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
