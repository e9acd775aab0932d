import { sql } from 'kysely'
import type { Db } from '../postgres/database.ts'
import { transaction } from '../postgres/transaction.ts'

/** One transaction deletes no more than this, so that none is long. */
const PAGE = 5_000

/**
 * Forgets answers older than 30 days, a page of them: after that a key may mean a new request. Returns how many. Of
 * those that meet, one works.
 */
export async function purgeIdempotencyKeys(db: Db): Promise<number> {
  return transaction(db, async (tx) => {
    const { rows } = await sql<{ locked: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended('countersign.idempotency.purge', 0)) as locked
    `.execute(tx)
    if (rows[0]?.locked !== true) return 0
    const { numAffectedRows } = await sql`
      delete from idempotency_keys where (client_id, key) in (
        select client_id, key from idempotency_keys
         where created_at < (select countersign_now()) - interval '30 days' order by created_at limit ${PAGE}
      )
    `.execute(tx)
    return Number(numAffectedRows ?? 0n)
  })
}
