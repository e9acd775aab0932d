import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { AmendBody, BatchView, OrderBody, OrderView } from '../../src/orders/schema.ts'
import { api } from './client.ts'
import { SUBJECTS } from './subjects.ts'

export type NewOrder = OrderBody
export type OrderChange = AmendBody
export type OwnOrder = OrderView
export type Batch = z.infer<typeof BatchView>
export type Channel = OrderView['instruction']['channel']

/** How a file was asked for, which it cannot say itself. */
export interface FileInstruction {
  readonly channel: string
  readonly instructedBy: string
  readonly requestedBy: readonly string[]
}

const orderPath = (id: string): string => `/v1/payment-orders/${encodeURIComponent(id)}`

/** Repeated with the same key, it answers with the order that is there already. */
export function submitOrder(order: NewOrder, idempotencyKey: string): Promise<OwnOrder> {
  return api.post<OwnOrder>('/v1/payment-orders', order, { 'idempotency-key': idempotencyKey })
}

/** All of it or nothing. */
export function submitFile(file: Blob, instruction: FileInstruction, idempotencyKey: string): Promise<Batch> {
  const query = new URLSearchParams({ channel: instruction.channel })
  if (instruction.instructedBy !== '') query.set('instructedBy', instruction.instructedBy)
  for (const person of instruction.requestedBy) query.append('requestedBy', person)
  const headers = { 'content-type': 'application/xml', 'idempotency-key': idempotencyKey }
  return api.post<Batch>(`/v1/payment-batches?${query}`, file, headers)
}

/** An order to change: what its version is when the form opens is what the change is based on. */
export function ownOrderQuery(id: string) {
  return queryOptions({
    queryKey: [...SUBJECTS, 'order', id],
    queryFn: ({ signal }) => api.get<OwnOrder>(orderPath(id), signal),
  })
}

export function amendOrder(id: string, version: number, change: OrderChange): Promise<OwnOrder> {
  return api.patch<OwnOrder>(orderPath(id), change, { 'if-match': `"${version}"` })
}

/** An empty reason is none. */
export function cancelOrder(id: string, reason: string): Promise<OwnOrder> {
  return api.post<OwnOrder>(`${orderPath(id)}/cancel`, reason === '' ? {} : { reason })
}
