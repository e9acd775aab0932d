/** Endpoints and deliveries of migration 0080. Deliveries are the worker's alone to write. */
import { sql } from 'kysely'
import type { Instant } from '../../domain/instant.ts'
import type { PublishedEvent } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Executor, Tx } from '../../platform/postgres/database.ts'
import { clientsThatSee } from '../event-store.ts'

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

const tables = (db: Executor) => db.withTables<Tables>()

/** A delivery that is still to be made, with what posting it needs. */
export interface DeliveryTarget {
  readonly eventId: string
  readonly endpointId: string
  readonly clientId: string
  readonly url: string
  /** Sealed. */
  readonly secret: string
}

/** Of each event, the active endpoints of every client that may see it, but for those that have taken it. */
export async function readTargets(
  db: Executor,
  events: readonly Pick<PublishedEvent, 'id' | 'type' | 'subjectId'>[],
): Promise<DeliveryTarget[]> {
  const { rows } = await sql<DeliveryTarget>`
    select events.id as "eventId", endpoint.id as "endpointId", endpoint.client_id as "clientId", endpoint.url,
      endpoint.secret
    from unnest(
      ${events.map((event) => event.id)}::text[],
      ${events.map((event) => event.type)}::text[],
      ${events.map((event) => event.subjectId)}::text[]
    ) as events (id, type, subject_id)
    cross join lateral ${clientsThatSee} as client
    join webhook_endpoints endpoint on endpoint.client_id = client.id and endpoint.state = 'active'
    where not exists (
      select from webhook_deliveries delivery
      where delivery.endpoint_id = endpoint.id and delivery.event_id = events.id and delivery.delivered_at is not null
    )
    order by endpoint.id
  `.execute(db)
  return rows
}

/** What one delivery needs; null once it was made, or when the endpoint or its client is no longer active. */
export async function readTarget(db: Executor, endpointId: string, eventId: string): Promise<DeliveryTarget | null> {
  const row = await tables(db)
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhook_endpoints as endpoint', 'endpoint.id', 'delivery.endpoint_id')
    .innerJoin('clients as client', 'client.id', 'endpoint.client_id')
    .select(['endpoint.client_id as clientId', 'endpoint.url', 'endpoint.secret'])
    .where('delivery.endpoint_id', '=', endpointId)
    .where('delivery.event_id', '=', eventId)
    .where('delivery.delivered_at', 'is', null)
    .where('endpoint.state', '=', 'active')
    .where('client.state', '=', 'active')
    .executeTakeFirst()
  return row === undefined ? null : { eventId, endpointId, ...row }
}

/** Each delivery once. */
export interface RecordedTry {
  readonly endpointId: string
  readonly eventId: string
  /** Null: it was not tried yet, and is to be seen to wait. */
  readonly status: string | null
  readonly isTaken: boolean
}

/** A delivery that was made stays made, whatever another try at the same time came to. */
export async function recordTries(db: Executor, tries: readonly RecordedTry[]): Promise<void> {
  // In one order wherever it is done, so that no two wait for each other.
  const sorted = tries.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
  await sql`
    insert into webhook_deliveries as known
      (id, endpoint_id, event_id, attempts, last_status, delivered_at, created_at)
    select tried.id, tried.endpoint_id, tried.event_id, case when tried.status is null then 0 else 1 end, tried.status,
      case when tried.is_taken then moment.now end, moment.now
    from unnest(
      ${sorted.map(() => newId('whd'))}::text[],
      ${sorted.map((one) => one.endpointId)}::text[],
      ${sorted.map((one) => one.eventId)}::text[],
      ${sorted.map((one) => one.status)}::text[],
      ${sorted.map((one) => one.isTaken)}::boolean[]
    ) with ordinality as tried (id, endpoint_id, event_id, status, is_taken, position),
      (select countersign_now() as now) as moment
    order by tried.position
    on conflict (endpoint_id, event_id) do update
      set attempts = known.attempts + excluded.attempts,
        last_status = coalesce(excluded.last_status, known.last_status),
        delivered_at = excluded.delivered_at
      where known.delivered_at is null
  `.execute(db)
}

function keyOf({ endpointId, eventId }: RecordedTry): string {
  return `${endpointId} ${eventId}`
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
