import { verifyWebhook } from '../../client/index.ts'
import { WireEvent } from '../../src/sandbox/rest-erp.ts'
import { openErpEndpoint, type ErpRequest } from './erp-endpoint.ts'

export interface WebhookReceiver {
  readonly url: string
  /** Everything that ever came, repeated deliveries included; throws where a signature does not fit the secret. */
  events(secret: string): WireEvent[]
  /** The requests themselves. */
  readonly received: readonly ErpRequest[]
  /** What it answers from now on: 204 at first. */
  answerWith(status: number): void
  close(): Promise<void>
}

/** An ERP's end of a webhook: keeps everything and says thank you. */
export async function receiveWebhooks(): Promise<WebhookReceiver> {
  let status = 204
  const { url, received, close } = await openErpEndpoint((response) => void response.writeHead(status).end())
  const events = (secret: string): WireEvent[] =>
    received.map(({ body, headers }) => {
      const verdict = verifyWebhook(body, headers, secret)
      if (!verdict.valid) throw new Error(`Webhook refused: ${verdict.code}`)
      return WireEvent.parse(verdict.event)
    })
  return {
    url: url('/hook'),
    events,
    received,
    answerWith(next) {
      status = next
    },
    close,
  }
}
