/** Endpoints and deliveries of migration 0080. Deliveries are the worker's alone to write. */
import { sql } from 'kysely'
import type { Instant } from '../../domain/instant.ts'
import { newId } from '../../platform/ids.ts'
import type { Executor, Tx } from '../../platform/postgres/database.ts'

type EndpointState = 'active' | 'disabled'

type EndpointRow = {
  id: string
  client_id: string
  url: string
  secret: string
  state: EndpointState
  created_at: Instant
}

type DeliveryRow = {
  id: string
  endpoint_id: string
  event_id: string
  attempts: number
  last_status: string | null
  delivered_at: Instant | null
  created_at: Instant
}

type Tables = {
  webhook_endpoints: EndpointRow
  webhook_deliveries: DeliveryRow
  clients: { id: string; state: 'active' | 'revoked' }
}

const NOW = sql<Instant>`countersign_now()`

const tables = (db: Executor) => db.withTables<Tables>()

export async function readActiveEndpointIds(db: Executor, clientIds: readonly string[]): Promise<string[]> {
  if (clientIds.length === 0) return []
  const rows = await tables(db)
    .selectFrom('webhook_endpoints')
    .select('id')
    .where('client_id', 'in', clientIds)
    .where('state', '=', 'active')
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}

/** Puts the delivery on record, once; whether it is still to be made. */
export async function openDelivery(db: Executor, endpointId: string, eventId: string): Promise<boolean> {
  const row = await tables(db)
    .insertInto('webhook_deliveries')
    .values({
      id: newId('whd'),
      endpoint_id: endpointId,
      event_id: eventId,
      attempts: 0,
      last_status: null,
      delivered_at: null,
      created_at: NOW,
    })
    // Changes nothing, and answers with the row that is there.
    .onConflict((conflict) =>
      conflict.columns(['endpoint_id', 'event_id']).doUpdateSet({ event_id: sql`excluded.event_id` }),
    )
    .returning('delivered_at')
    .executeTakeFirstOrThrow()
  return row.delivered_at === null
}

export interface DueDelivery {
  readonly id: string
  readonly clientId: string
  readonly url: string
  /** Sealed. */
  readonly secret: string
}

/** What a delivery needs; null once it was made, or when the endpoint or its client is no longer active. */
export async function readDueDelivery(db: Executor, endpointId: string, eventId: string): Promise<DueDelivery | null> {
  const row = await tables(db)
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhook_endpoints as endpoint', 'endpoint.id', 'delivery.endpoint_id')
    .innerJoin('clients as client', 'client.id', 'endpoint.client_id')
    .select(['delivery.id', 'endpoint.client_id', 'endpoint.url', 'endpoint.secret'])
    .where('delivery.endpoint_id', '=', endpointId)
    .where('delivery.event_id', '=', eventId)
    .where('delivery.delivered_at', 'is', null)
    .where('endpoint.state', '=', 'active')
    .where('client.state', '=', 'active')
    .executeTakeFirst()
  return row === undefined ? null : { id: row.id, clientId: row.client_id, url: row.url, secret: row.secret }
}

export async function recordAttempt(
  db: Executor,
  deliveryId: string,
  attempt: { readonly status: string; readonly isTaken: boolean },
): Promise<void> {
  await tables(db)
    .updateTable('webhook_deliveries')
    .set({ attempts: sql`attempts + 1`, last_status: attempt.status, delivered_at: attempt.isTaken ? NOW : null })
    .where('id', '=', deliveryId)
    // A delivery that was made stays made, whatever another try at the same time came to.
    .where('delivered_at', 'is', null)
    .execute()
}

/** Whether it was active until now. */
export async function disableEndpoint(tx: Tx, endpointId: string): Promise<boolean> {
  const result = await tables(tx)
    .updateTable('webhook_endpoints')
    .set({ state: 'disabled' })
    .where('id', '=', endpointId)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export interface Endpoint {
  readonly id: string
  readonly clientId: string
  readonly url: string
  readonly state: EndpointState
  readonly createdAt: Instant
  /** Events that it has not taken yet, and may never. */
  readonly undelivered: number
}

/** Without secrets: the API's role cannot read them. */
export async function readEndpoints(db: Executor, clientId: string | null): Promise<Endpoint[]> {
  const query = tables(db)
    .selectFrom('webhook_endpoints as endpoint')
    .select(['endpoint.id', 'endpoint.client_id', 'endpoint.url', 'endpoint.state', 'endpoint.created_at'])
    .select((select) =>
      select
        .selectFrom('webhook_deliveries as delivery')
        .select((count) => count.fn.countAll<string>().as('count'))
        .whereRef('delivery.endpoint_id', '=', 'endpoint.id')
        .where('delivery.delivered_at', 'is', null)
        .as('undelivered'),
    )
    .orderBy('endpoint.id')
  const rows = await (clientId === null ? query : query.where('endpoint.client_id', '=', clientId)).execute()
  return rows.map((row) => ({
    id: row.id,
    clientId: row.client_id,
    url: row.url,
    state: row.state,
    createdAt: row.created_at,
    undelivered: Number(row.undelivered ?? 0),
  }))
}
