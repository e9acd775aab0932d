/** Orders that were rightly approved, and what the signer says of releasing them after somebody was at the record. */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { JsonObject } from '../../src/domain/canonical-json.ts'
import type { OrderAnswer, PaymentRoom } from './payment-room.ts'

export async function approvedOrder(room: PaymentRoom): Promise<OrderAnswer> {
  const order = await room.submit({ reference: `PO ${randomBytes(6).toString('hex')}` })
  await room.approve(order)
  return order
}

/** The codes with which the signer refuses, each once; `SIGNED` where it signs. */
export async function refusalsOf(room: PaymentRoom, orderId: string): Promise<string[]> {
  await room.checkpoint()
  const refusal = (await room.release(orderId).then(
    () => null,
    (error: unknown) => error,
  )) as { code: string; errors: { code: string }[] } | null
  return refusal === null ? ['SIGNED'] : [refusal.code, ...new Set(refusal.errors.map((one) => one.code))]
}

/** What an entry of the log says, to be said again by a forged one. */
export async function entryFields(room: PaymentRoom, entryId: string): Promise<JsonObject> {
  const { rows } = await sql<{ body: string }>`select body from log_entries where entry_id = ${entryId}`.execute(
    room.owner,
  )
  const { v: _v, id: _id, kind: _kind, ...fields } = JSON.parse(rows[0]?.body ?? '{}') as JsonObject
  return fields
}
