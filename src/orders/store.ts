/** Orders and batches: what is on record of each beside the subject that carries its content. */
import { sql } from 'kysely'
import type { Instant } from '../domain/instant.ts'
import type { Channel } from '../domain/payment-order.ts'
import type { SubjectState } from '../domain/subject-states.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'
import { listAttachments, listComments } from './additions-store.ts'

type OrderRow = {
  id: string
  client_id: string | null
  submitted_by: string
  external_id: string
  live: boolean
  counts: boolean
  originating_account: string
  entity_id: string
  amount_minor: string
  currency: string
  amount_base_minor: string | null
  payee_key: string
  account_key: string
  reference: string
  reference_key: string
  requesters: string[]
  instructor_id: string | null
  channel: Channel
  payment_digest: string
  execution_date: string
  supersedes: string | null
  batch_id: string | null
  created_at: Instant
}

type BatchRow = {
  id: string
  client_id: string | null
  message_id: string
  file_digest: string
  item_count: number
  created_at: Instant
}
type AddedRow = { id: string; order_id: string }
type SubjectRow = { id: string; state: SubjectState }
type KeyRow = {
  order_id: string
  version: number
  kind: string
  key: string
  created_at: Instant
}
type AccountRow = { id: string; entity_id: string; iban: string; currency: string }

type Tables = {
  payment_orders: OrderRow
  payment_order_keys: KeyRow
  payment_batches: BatchRow
  attachments: AddedRow
  comments: AddedRow
  subjects: SubjectRow
  originating_accounts: AccountRow
}

const tables = (db: Executor) => db.withTables<Tables>()

/** What reading, matching and adding up need of an order, beside its content. */
export interface OrderIndex {
  readonly id: string
  readonly clientId: string | null
  /** A person id or `client:<id>`. */
  readonly submittedBy: string
  readonly externalId: string
  readonly originatingAccount: string
  readonly entityId: string
  readonly amountMinor: bigint
  readonly currency: string
  readonly amountBaseMinor: bigint | null
  readonly payeeKey: string
  readonly accountKey: string
  readonly reference: string
  readonly referenceKey: string
  readonly requesters: readonly string[]
  readonly instructorId: string | null
  readonly channel: Channel
  readonly paymentDigest: string
  readonly executionDate: string
  readonly supersedes: string | null
  readonly batchId: string | null
  readonly createdAt: Instant
}

/** Whether it was new: of two live orders of one caller with the same external id the second is none. */
export async function insertOrder(tx: Tx, order: OrderIndex): Promise<boolean> {
  const result = await tables(tx)
    .insertInto('payment_orders')
    .values({
      ...columns(order),
      id: order.id,
      live: true,
      counts: true,
      batch_id: order.batchId,
      created_at: order.createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows !== 1n) return false
  await insertKeys(tx, order, 1)
  return true
}

export async function updateOrder(tx: Tx, order: OrderIndex, version: number): Promise<void> {
  await tables(tx).updateTable('payment_orders').set(columns(order)).where('id', '=', order.id).execute()
  await insertKeys(tx, order, version)
}

async function insertKeys(tx: Tx, order: OrderIndex, version: number): Promise<void> {
  const row = { order_id: order.id, version, created_at: order.createdAt }
  await tables(tx)
    .insertInto('payment_order_keys')
    .values(storedKeys(order).map((one) => ({ ...row, ...one })))
    .execute()
}

export interface OrderKey {
  readonly kind: string
  readonly key: string
}

type Likeness = Pick<OrderIndex, 'payeeKey' | 'accountKey' | 'referenceKey'>

/** By which others take over its checks. A reference without letters and digits is like no other. */
export function keysOf({ payeeKey, accountKey, referenceKey }: Likeness): OrderKey[] {
  return [
    { kind: 'payee', key: payeeKey },
    { kind: 'account', key: accountKey },
    ...(referenceKey === '' ? [] : [{ kind: 'reference', key: referenceKey }]),
  ]
}

/** Under which it is found again, in any version: by these, and as the same payment. */
export function storedKeys(like: Likeness): OrderKey[] {
  const { payeeKey, referenceKey } = like
  return [...keysOf(like), ...(referenceKey === '' ? [] : [{ kind: 'payment', key: `${payeeKey}\n${referenceKey}` }])]
}

function columns(order: OrderIndex) {
  return {
    client_id: order.clientId,
    submitted_by: order.submittedBy,
    external_id: order.externalId,
    originating_account: order.originatingAccount,
    entity_id: order.entityId,
    amount_minor: order.amountMinor.toString(),
    currency: order.currency,
    amount_base_minor: order.amountBaseMinor?.toString() ?? null,
    payee_key: order.payeeKey,
    account_key: order.accountKey,
    reference: order.reference,
    reference_key: order.referenceKey,
    requesters: [...order.requesters],
    instructor_id: order.instructorId,
    channel: order.channel,
    payment_digest: order.paymentDigest,
    execution_date: order.executionDate,
    supersedes: order.supersedes,
  }
}

export async function readOrder(db: Executor, id: string): Promise<OrderIndex | null> {
  const row = await tables(db).selectFrom('payment_orders').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : toIndex(row)
}

export type OrderFile = OrderIndex & {
  readonly attachments: Awaited<ReturnType<typeof listAttachments>>
  readonly comments: Awaited<ReturnType<typeof listComments>>
}

/** With what was added to it. Most orders have neither file nor comment, and then there is nothing more to ask. */
export async function readOrderFile(db: Executor, id: string): Promise<OrderFile | null> {
  const row = await tables(db)
    .selectFrom('payment_orders')
    .selectAll()
    .select((select) => [
      select.exists(select.selectFrom('attachments').select('id').where('order_id', '=', id)).as('has_attachments'),
      select.exists(select.selectFrom('comments').select('id').where('order_id', '=', id)).as('has_comments'),
    ])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    ...toIndex(row),
    attachments: row.has_attachments ? await listAttachments(db, id) : [],
    comments: row.has_comments ? await listComments(db, id) : [],
  }
}

/** Whether an order of the client has this external id: a live one, or only one that was released and failed. */
export async function readExternalIdUse(
  db: Executor,
  clientId: string | null,
  externalId: string,
): Promise<'live' | 'failed' | null> {
  const row = await tables(db)
    .selectFrom('payment_orders')
    .select('live')
    // As the index has it.
    .where(sql<boolean>`coalesce(client_id, '') = ${clientId ?? ''}`)
    .where('external_id', '=', externalId)
    .where('counts', '=', true)
    .orderBy('live', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return null
  return row.live ? 'live' : 'failed'
}

export interface OrderPage {
  readonly clientId: string | null
  readonly states: readonly SubjectState[]
  /** `<createdAt>~<id>` of the last one seen. */
  readonly after: string | null
  readonly limit: number
}

/** Newest first. A client sees its own orders, people see all. */
export async function listOrderIds(db: Executor, page: OrderPage): Promise<{ id: string; createdAt: Instant }[]> {
  let query = tables(db)
    .selectFrom('payment_orders')
    .innerJoin('subjects', 'subjects.id', 'payment_orders.id')
    .select(['payment_orders.id', 'payment_orders.created_at'])
  if (page.clientId !== null) query = query.where('payment_orders.client_id', '=', page.clientId)
  if (page.states.length > 0) query = query.where('subjects.state', 'in', page.states)
  const [createdAt, id] = page.after?.split('~') ?? []
  if (createdAt !== undefined && id !== undefined) {
    query = query.where(
      sql<boolean>`(payment_orders.created_at, payment_orders.id) < (${createdAt}::timestamptz, ${id})`,
    )
  }
  const rows = await query
    .orderBy('payment_orders.created_at', 'desc')
    .orderBy('payment_orders.id', 'desc')
    .limit(page.limit)
    .execute()
  return rows.map((row) => ({ id: row.id, createdAt: row.created_at }))
}

/**
 * No longer live. `counts`: it still counts as a payment that may have been made, and keeps its external id; else it ended
 * unpaid, and its external id is free again.
 */
export async function markDead(tx: Tx, id: string, { counts }: { readonly counts: boolean }): Promise<void> {
  await tables(tx).updateTable('payment_orders').set({ live: false, counts }).where('id', '=', id).execute()
}

export async function readOriginatingAccount(
  db: Executor,
  idOrIban: string,
): Promise<{ id: string; entityId: string; currency: string } | null> {
  const row = await tables(db)
    .selectFrom('originating_accounts')
    .selectAll()
    .where((where) => where.or([where('id', '=', idOrIban), where('iban', '=', idOrIban)]))
    .executeTakeFirst()
  return row === undefined ? null : { id: row.id, entityId: row.entity_id, currency: row.currency }
}

export async function insertBatch(
  tx: Tx,
  batch: {
    id: string
    clientId: string | null
    messageId: string
    fileDigest: string
    itemCount: number
    createdAt: Instant
  },
): Promise<void> {
  await tables(tx)
    .insertInto('payment_batches')
    .values({
      id: batch.id,
      client_id: batch.clientId,
      message_id: batch.messageId,
      file_digest: batch.fileDigest,
      item_count: batch.itemCount,
      created_at: batch.createdAt,
    })
    .execute()
}

function toIndex(row: OrderRow): OrderIndex {
  return {
    id: row.id,
    clientId: row.client_id,
    submittedBy: row.submitted_by,
    externalId: row.external_id,
    originatingAccount: row.originating_account,
    entityId: row.entity_id,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    amountBaseMinor: row.amount_base_minor === null ? null : BigInt(row.amount_base_minor),
    payeeKey: row.payee_key,
    accountKey: row.account_key,
    reference: row.reference,
    referenceKey: row.reference_key,
    requesters: row.requesters,
    instructorId: row.instructor_id,
    channel: row.channel,
    paymentDigest: row.payment_digest,
    executionDate: row.execution_date,
    supersedes: row.supersedes,
    batchId: row.batch_id,
    createdAt: row.created_at,
  }
}
