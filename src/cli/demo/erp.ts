import { createHmac, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { paymentDigest, type Payment } from '../../domain/payment.ts'
import { readPain001 } from '../../orders/pain001/read-pain001.ts'
import { WireEvent } from '../../sandbox/rest-erp.ts'
import type { Company } from './company.ts'

/** The payments desk of a small ERP: hears webhooks, and pays nothing but what its own books say. */
export interface ErpDesk {
  readonly webhookUrl: string
  /** From here on it knows whose webhooks and tokens to believe. */
  connect(company: Company): void
  /** The webhook of this type about this order, once it came with a signature that holds. */
  hears(type: string, orderId: string): Promise<WireEvent>
  /** Whether this token lets the ERP make this payment. */
  decide(token: string, paymentId: string, payment: Payment): Promise<'pay' | 'refused'>
  close(): Promise<void>
}

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const WEBHOOK_LIMIT_MS = 20_000

export async function openErpDesk(): Promise<ErpDesk> {
  const received: Received[] = []
  const server = await receive(received)
  const { port } = server.address() as AddressInfo
  const webhookUrl = `http://127.0.0.1:${port}/hook`
  const bound = new Map<string, string>()
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
        const events = received
          .filter((one) => isSigned(secret, one))
          .map(({ body }) => WireEvent.parse(JSON.parse(body)))
        const heard = events.find((event) => event.type === type && event.data.orderId === orderId)
        if (heard !== undefined) return heard
        if (performance.now() > deadline)
          throw new Error(`No signed webhook ${type} within ${WEBHOOK_LIMIT_MS / 1000} s`)
        await pause(100)
      }
    },
    async decide(token, paymentId, payment) {
      const { origin } = connected().site
      try {
        const jwks = createRemoteJWKSet(new URL('/.well-known/jwks.json', origin))
        const { payload } = await jwtVerify(token, jwks, {
          algorithms: ['ES256'],
          audience: 'erp',
          issuer: `${origin}/demo`,
        })
        if (payload['paymentDigest'] !== paymentDigest(payment)) return 'refused'
        const jti = payload.jti ?? ''
        if ((bound.get(jti) ?? paymentId) !== paymentId) return 'refused'
        bound.set(jti, paymentId)
        return 'pay'
      } catch {
        return 'refused'
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The payment of the ERP's own file, to the account that it means: the supplier's first one on file. */
export async function readBooks(file: string): Promise<Payment> {
  const [transaction] = readPain001(await readFile(file)).transactions
  if (transaction === undefined) throw new Error(`${file} has no payment`)
  const { amount, currency, payee, executionDate, reference, elements } = transaction
  return {
    originatingAccount: 'main-eur',
    amount,
    currency,
    payee,
    accountVersion: 1,
    executionDate,
    reference,
    elements,
  }
}

async function receive(received: Received[]): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') })
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return server
}

function isSigned(secret: string, { headers, body }: Received): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
  const wanted = Buffer.from(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
  const got = Buffer.from(String(headers['webhook-signature']))
  return got.length === wanted.length && timingSafeEqual(got, wanted)
}
