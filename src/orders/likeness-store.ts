/** Orders like another one: the same again. */
import type { Instant } from '../domain/instant.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { OrderIndex } from './store.ts'

type Tables = {
  payment_orders: {
    id: string
    counts: boolean
    amount_minor: string
    currency: string
    account_key: string
    reference_key: string
    created_at: Instant
  }
}

const tables = (db: Executor) => db.withTables<Tables>()

/** Another order like this one is looked for before this moment, so that a later order never changes an earlier one. */
export interface Likeness {
  readonly exceptId: string
  readonly before: Instant
}

export async function findDuplicates(
  db: Executor,
  order: OrderIndex,
  likeness: Likeness,
  since: Instant,
): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('payment_orders')
    .select('id')
    .where('account_key', '=', order.accountKey)
    .where('amount_minor', '=', order.amountMinor.toString())
    .where('currency', '=', order.currency)
    .where('reference_key', '=', order.referenceKey)
    .where('counts', '=', true)
    .where('id', '!=', likeness.exceptId)
    .where('created_at', '>', since)
    .where('created_at', '<=', likeness.before)
    .orderBy('id')
    .limit(20)
    .execute()
  return rows.map((row) => row.id)
}
