import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { verifyWebhook } from '../../client/index.ts'
import { WireEvent } from '../../src/sandbox/rest-erp.ts'
import type { ErpRequest } from '../support/erp-endpoint.ts'
import type { WebhookReceiver } from '../support/webhook-receiver.ts'
import type { Told } from './history.ts'

const About = z.looseObject({
  orderId: z.string().optional(),
  holdId: z.string().optional(),
  version: z.int().optional(),
})

export const BREAKAGES = ['answers 500', 'hangs up', 'never answers', 'takes it and hangs up'] as const
export type Breakage = (typeof BREAKAGES)[number]

/** The ERP's end of the webhooks, which may break in every way that a server breaks. */
export interface ErpReceiver extends WebhookReceiver {
  /** Whoever's secret it is was not known before the organisation was set up. */
  trust(secret: string): void
  break(how: Breakage): void
  mend(): void
  /** Whether the event came, and with a good signature. */
  hasTaken(eventId: string): boolean
  /** Requests that did not get the answer they should have. */
  readonly failed: number
  /** Every event once, however often it came. */
  told(): Told[]
}

export async function openErpReceiver(): Promise<ErpReceiver> {
  const taken = new Map<string, WireEvent>()
  const forged: string[] = []
  let secret: string | null = null
  const received: ErpRequest[] = []
  let breakage: Breakage | null = null
  let status = 204
  let failed = 0

  /** At once: a signature is good for five minutes, a run takes longer. */
  function take(body: string, headers: IncomingHttpHeaders, trusted: string): void {
    const verdict = verifyWebhook(body, headers, trusted)
    if (!verdict.valid) return void forged.push(verdict.code)
    const event = WireEvent.parse(verdict.event)
    taken.set(event.id, event)
  }

  function answer(body: string, request: IncomingMessage, response: ServerResponse): void {
    received.push({ path: request.url ?? '', headers: request.headers, body })
    // Set up, but the ERP does not know the secret yet.
    if (secret === null) return void response.writeHead(503).end()
    if (breakage !== null) failed += 1
    switch (breakage) {
      case 'answers 500':
        return void response.writeHead(500).end()
      case 'hangs up':
        return void response.destroy()
      case 'never answers':
        return
      case 'takes it and hangs up':
        take(body, request.headers, secret)
        return void response.destroy()
      case null:
        take(body, request.headers, secret)
        response.writeHead(status).end()
    }
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', () => undefined)
    request.on('end', () => answer(Buffer.concat(chunks).toString('utf8'), request, response))
  })
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    events() {
      if (forged.length > 0) throw new Error(`Webhooks refused: ${forged.join(' ')}`)
      return [...taken.values()]
    },
    received,
    answerWith(next) {
      status = next
    },
    trust(given) {
      secret = given
    },
    break(how) {
      breakage = how
    },
    mend() {
      breakage = null
      // Whoever still waits for an answer gets none.
      server.closeAllConnections()
    },
    hasTaken: (eventId) => taken.has(eventId),
    get failed() {
      return failed
    },
    told: () => [...taken.values()].map(asTold),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function asTold({ type, data }: WireEvent): Told {
  const { orderId, holdId, version } = About.parse(data)
  return { type, aboutId: orderId ?? holdId ?? '', version: version ?? null }
}
