import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { BatchView, OrderView, type AmendBody, type OrderBody } from '../orders/schema.ts'
import { createRestApi, type RestApi } from '../platform/http/rest-api.ts'
import { EventView } from '../release/events-schema.ts'
import type { Site } from './rest-person.ts'

/** What webhooks and `GET /v1/events` carry. */
export const WireEvent = EventView.extend({ data: z.looseObject({ orderId: z.string().optional() }) })
export type WireEvent = z.infer<typeof WireEvent>

const EventsPage = z.object({ items: z.array(WireEvent), next: z.int() })
const ReleaseAnswer = z.object({ token: z.string() })

/** How a pain.001 file says by which channel and by whom it was asked for, which it cannot say itself. */
export interface FileInstruction {
  readonly channel?: string | undefined
  readonly instructedBy?: string | undefined
  readonly requestedBy: readonly string[]
}

export type Batch = z.infer<typeof BatchView>

/** An API client that does what an ERP does. Throws what is refused. */
export interface Erp {
  readonly clientId: string
  readonly api: RestApi
  submit(order: OrderBody, idempotencyKey?: string): Promise<OrderView>
  submitFile(pain001: Uint8Array, instruction: FileInstruction, idempotencyKey?: string): Promise<Batch>
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
  /** The evidence bundle as it came: its bytes are what was hashed. */
  bundle(orderId: string): Promise<string>
}

export function createErp(site: Site, { clientId, secret }: { clientId: string; secret: string }): Erp {
  const api = createRestApi(site.origin, { authorization: `Bearer ${secret}` }, site.onAnswer)
  const path = (orderId: string, rest = ''): string => `/v1/payment-orders/${orderId}${rest}`

  const erp: Erp = {
    clientId,
    api,
    submit: async (order, idempotencyKey = randomUUID()) =>
      (await api.post('/v1/payment-orders', order, { 'idempotency-key': idempotencyKey })).as(OrderView),
    async submitFile(pain001, instruction, idempotencyKey = randomUUID()) {
      const headers = { 'content-type': 'application/xml', 'idempotency-key': idempotencyKey }
      return (await api.post(`/v1/payment-batches?${queryOf(instruction)}`, pain001, headers)).as(BatchView)
    },
    read: async (orderId) => (await api.get(path(orderId))).as(OrderView),
    amend: async (order, change) =>
      (await api.patch(path(order.id), change, { 'if-match': `"${order.version}"` })).as(OrderView),
    cancel: async (orderId) => (await api.post(path(orderId, '/cancel'), {})).as(OrderView),
    async report(orderId, status) {
      const body = { status, bankReference: `BANK-${orderId.slice(-6)}`, at: new Date().toISOString() }
      ;(await api.post(path(orderId, '/report'), body)).body()
    },
    async events() {
      const all: WireEvent[] = []
      for (let after = 0; ;) {
        const page = (await api.get(`/v1/events?after=${after}&limit=1000`)).as(EventsPage)
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
    bundle: async (orderId) => (await api.get(path(orderId, '/bundle'))).body(),
  }
  return erp
}

function queryOf({ channel, instructedBy, requestedBy }: FileInstruction): string {
  const query = new URLSearchParams({
    ...(channel !== undefined && { channel }),
    ...(instructedBy !== undefined && { instructedBy }),
    requestedBy: requestedBy.join(','),
  })
  return query.toString()
}

const ENDED = ['denied', 'expired', 'cancelled']

/** Waits for a state; an order that ends in another one fails at once. */
export async function reaches(erp: Erp, orderId: string, state: string, deadlineMs = 60_000): Promise<OrderView> {
  const deadline = performance.now() + deadlineMs
  for (;;) {
    const order = await erp.read(orderId)
    if (order.state === state) return order
    if (ENDED.includes(order.state)) throw new Error(`Order ${orderId} is ${order.state}, not ${state}`)
    if (performance.now() > deadline) {
      throw new Error(`After ${deadlineMs / 1000} s order ${orderId} is ${order.state}, not ${state}`)
    }
    await pause(100)
  }
}
