import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { OrderView, type AmendBody, type OrderBody } from '../../src/orders/schema.ts'
import { createApi, type Api } from './http.ts'
import type { Service } from './service.ts'
import { until } from './until.ts'
import { WireEvent } from './webhook-receiver.ts'

const EventsAnswer = z.object({ items: z.array(WireEvent), next: z.int() })
const ReleaseAnswer = z.object({ token: z.string() })

export interface Erp {
  readonly clientId: string
  readonly api: Api
  submit(order: OrderBody): Promise<OrderView>
  read(orderId: string): Promise<OrderView>
  amend(order: OrderView, change: AmendBody): Promise<OrderView>
  cancel(orderId: string): Promise<OrderView>
  report(orderId: string, status: 'executed' | 'failed' | 'returned'): Promise<void>
  /** Every event so far. */
  events(): Promise<WireEvent[]>
  /** The token, or throws the refusal. */
  token(orderId: string): Promise<string>
  /** Waits until the order is released, then the token. */
  release(orderId: string): Promise<string>
}

export function createErp(service: Service, clientId: string): Erp {
  const secret = service.secrets.clients[clientId]?.secret
  if (secret === undefined) throw new TypeError(`Unexpected client ${clientId}, which was not set up`)
  const api = createApi(service.origin, { authorization: `Bearer ${secret}` })
  const path = (orderId: string, rest = ''): string => `/v1/payment-orders/${orderId}${rest}`

  const erp: Erp = {
    clientId,
    api,
    submit: async (order) => (await api.post('/v1/payment-orders', order, { 'idempotency-key': randomUUID() })).as(OrderView),
    read: async (orderId) => (await api.get(path(orderId))).as(OrderView),
    amend: async (order, change) => (await api.patch(path(order.id), change, { 'if-match': `"${order.version}"` })).as(OrderView),
    cancel: async (orderId) => (await api.post(path(orderId, '/cancel'), {})).as(OrderView),
    async report(orderId, status) {
      const body = { status, bankReference: `BANK-${orderId.slice(-6)}`, at: new Date().toISOString() }
      ;(await api.post(path(orderId, '/report'), body)).as(z.unknown())
    },
    async events() {
      const all: WireEvent[] = []
      for (let after = 0; ; ) {
        const page = (await api.get(`/v1/events?after=${after}&limit=1000`)).as(EventsAnswer)
        if (page.items.length === 0 && page.next === after) return all
        all.push(...page.items)
        after = page.next
      }
    },
    token: async (orderId) => (await api.get(path(orderId, '/release'))).as(ReleaseAnswer).token,
    async release(orderId) {
      await reaches(erp, orderId, 'released')
      return erp.token(orderId)
    },
  }
  return erp
}

/** Waits for a state; an order that ends in another one fails at once. */
export async function reaches(erp: Erp, orderId: string, state: string, deadlineMs?: number): Promise<OrderView> {
  return until(
    `order ${orderId} being ${state}`,
    async () => {
      const order = await erp.read(orderId)
      if (order.state === state) return order
      if (['denied', 'expired', 'cancelled'].includes(order.state)) throw new Error(`Order ${orderId} is ${order.state}, not ${state}`)
      return undefined
    },
    deadlineMs,
  )
}
