/** Orders like another one: the same again. */
import type { Instant } from '../domain/instant.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { OrderIndex } from './store.ts'

type Tables = {
  payment_orders: {
    id: string
    live: boolean
    counts: boolean
    amount_minor: string
    currency: string
    account_key: string
    reference: string
    created_at: Instant
  }
}

const tables = (db: Executor) => db.withTables<Tables>()

/** Another order like this one is looked for before this moment, so that a later order never changes an earlier one. */
export interface Likeness {
  readonly exceptId: string
  readonly before: Instant
}

/** A payment of one amount to one account. */
export interface Twin {
  readonly id: string
  readonly reference: string
  /** The ERP says that it failed. The bank may have made it all the same. */
  readonly failed: boolean
}

/** How many are compared. Where there are more, nobody can say that none is the same. */
export const MOST_TWINS = 10_000

/** The orders of the same amount to the same account that were paid or still may be, newest first. */
export async function findTwins(db: Executor, order: OrderIndex, likeness: Likeness, since: Instant): Promise<Twin[]> {
  const rows = await tables(db)
    .selectFrom('payment_orders')
    .select(['id', 'reference', 'live'])
    .where('account_key', '=', order.accountKey)
    .where('amount_minor', '=', order.amountMinor.toString())
    .where('currency', '=', order.currency)
    .where('counts', '=', true)
    .where('id', '!=', likeness.exceptId)
    .where('created_at', '>', since)
    .where('created_at', '<=', likeness.before)
    .orderBy('created_at', 'desc')
    .limit(MOST_TWINS)
    .execute()
  return rows.map(({ id, reference, live }) => ({ id, reference, failed: !live }))
}
