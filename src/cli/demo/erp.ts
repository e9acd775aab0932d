import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { memoryStore, verifyRelease, verifyWebhook, type ErpPayment } from '../../../client/index.ts'
import { WireEvent } from '../../sandbox/rest-erp.ts'
import type { Company } from './company.ts'

/** The payments desk of a small ERP: hears webhooks, and pays nothing but what its own books say. */
export interface ErpDesk {
  readonly webhookUrl: string
  /** From here on it knows whose webhooks and tokens to believe. */
  connect(company: Company): void
  /** The webhook of this type about this order, once it came with a signature that holds. */
  hears(type: string, orderId: string): Promise<WireEvent>
  /** `pay`, or why this token does not let the ERP make this payment. Real money takes `production`. */
  decide(token: string, payment: ErpPayment, profile?: 'demo' | 'production'): Promise<string>
  close(): Promise<void>
}

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

const WEBHOOK_LIMIT_MS = 20_000

export async function openErpDesk(): Promise<ErpDesk> {
  const received: Received[] = []
  const server = await receive(received)
  const { port } = server.address() as AddressInfo
  const webhookUrl = `http://127.0.0.1:${port}/hook`
  const claims = memoryStore()
  let company: Company | undefined

  function connected(): Company {
    if (company === undefined) throw new TypeError('Unexpected question: the ERP is not connected yet')
    return company
  }

  return {
    webhookUrl,
    connect: (to) => void (company = to),
    async hears(type, orderId) {
      const secret = connected().secrets.webhooks[webhookUrl]?.secret ?? ''
      const deadline = performance.now() + WEBHOOK_LIMIT_MS
      for (;;) {
        const heard = received
          .map(({ body, headers }) => verifyWebhook(body, headers, secret))
          .flatMap((webhook) => (webhook.valid ? [WireEvent.parse(webhook.event)] : []))
          .find((event) => event.type === type && event.data.orderId === orderId)
        if (heard !== undefined) return heard
        if (performance.now() > deadline)
          throw new Error(`No signed webhook ${type} within ${WEBHOOK_LIMIT_MS / 1000} s`)
        await pause(100)
      }
    },
    async decide(token, payment, profile = 'demo') {
      const { site, thumbprints } = connected()
      const trusted = { origin: site.origin, clientId: 'erp', thumbprints, profiles: [profile] }
      const verdict = await verifyRelease(token, payment, claims, trusted)
      return verdict.valid ? 'pay' : verdict.code
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/**
 * The payment that examples/honest-supplier.xml was made from, as the ERP has it booked: by docs/integration.md, and not
 * by what the service reads out of the file, which would agree with itself.
 */
export const HONEST_SUPPLIER: ErpPayment = {
  externalId: 'INV-4711',
  originatingAccount: 'main-eur',
  amount: '214000.00',
  currency: 'EUR',
  payee: { name: 'Ateliers du Rhone SAS', account: { iban: 'FR7699990000420002140001788', bic: 'XMPLFRPP' } },
  executionDate: '2026-12-01',
  reference: 'INV-4711',
  elements: {
    'PmtTpInf/SvcLvl/Cd': 'SEPA',
    'DbtrAgt/FinInstnId/BICFI': 'AGRIFRPP',
    ChrgBr: 'SLEV',
    'Cdtr/PstlAdr/Ctry': 'FR',
    'Purp/Cd': 'SUPP',
  },
}

async function receive(received: Received[]): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks) })
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return server
}
