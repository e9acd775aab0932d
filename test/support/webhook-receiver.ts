import { createServer } from 'node:http'
import { z } from 'zod'

export const Event = z.object({
  id: z.string(),
  type: z.string(),
  occurredAt: z.string(),
  sequence: z.int(),
  data: z.looseObject({ orderId: z.string().optional() }),
})
export type WireEvent = z.infer<typeof Event>

export interface Delivery {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  readonly event: WireEvent
}

export interface WebhookReceiver {
  readonly url: string
  /** Everything that ever came, repeated deliveries included. */
  readonly deliveries: readonly Delivery[]
  close(): Promise<void>
}

/** An ERP's end of a webhook: keeps everything and says thank you. */
export async function receiveWebhooks(): Promise<WebhookReceiver> {
  const deliveries: Delivery[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const event = Event.safeParse(JSON.parse(body))
      if (event.success) deliveries.push({ headers: request.headers, body, event: event.data })
      response.writeHead(event.success ? 204 : 422).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('Unexpected address of the receiver')
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    deliveries,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
