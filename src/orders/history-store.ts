/** What an order is compared with: earlier payments to the same payee. The tables are those of `store.ts`. */
import { sql } from 'kysely'
import type { Instant } from '../domain/instant.ts'
import type { SubjectState } from '../domain/subject-states.ts'
import type { Executor } from '../platform/postgres/database.ts'

type Tables = {
  payment_orders: { id: string; payee_key: string; external_id: string; created_at: Instant }
  subjects: { id: string; state: SubjectState }
}

const tables = (db: Executor) => db.withTables<Tables>()

/** Paid as far as we know: a payment that failed or came back was not. */
const PAID: readonly SubjectState[] = ['released', 'executed']

function toPayee(db: Executor, payeeKey: string, exceptId: string) {
  return tables(db)
    .selectFrom('payment_orders')
    .innerJoin('subjects', 'subjects.id', 'payment_orders.id')
    .where('payment_orders.payee_key', '=', payeeKey)
    .where('payment_orders.id', '!=', exceptId)
}

export async function countPaid(
  db: Executor,
  payeeKey: string,
  exceptId: string,
): Promise<{ count: number; firstAt: Instant | null; lastAt: Instant | null }> {
  const row = await toPayee(db, payeeKey, exceptId)
    .where('subjects.state', 'in', PAID)
    .select([
      sql<string>`count(*)`.as('count'),
      sql<Instant | null>`min(payment_orders.created_at)`.as('first_at'),
      sql<Instant | null>`max(payment_orders.created_at)`.as('last_at'),
    ])
    .executeTakeFirstOrThrow()
  return { count: Number(row.count), firstAt: row.first_at, lastAt: row.last_at }
}

/** Whatever became of them, newest first. */
export async function recentOrderIds(
  db: Executor,
  payeeKey: string,
  exceptId: string,
  limit: number,
): Promise<string[]> {
  const rows = await toPayee(db, payeeKey, exceptId)
    .select('payment_orders.id')
    .orderBy('payment_orders.created_at', 'desc')
    .orderBy('payment_orders.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

export async function lastPaidOrderId(db: Executor, payeeKey: string, exceptId: string): Promise<string | null> {
  const row = await toPayee(db, payeeKey, exceptId)
    .where('subjects.state', 'in', PAID)
    .select('payment_orders.id')
    .orderBy('payment_orders.created_at', 'desc')
    .orderBy('payment_orders.id', 'desc')
    .executeTakeFirst()
  return row?.id ?? null
}
