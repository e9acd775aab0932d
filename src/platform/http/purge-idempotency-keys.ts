import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../postgres/database.ts'
import { transaction } from '../postgres/transaction.ts'

export interface PurgeOptions {
  readonly db: Db
  readonly intervalMs: number
  readonly signal: AbortSignal
  readonly onError: (error: unknown) => void
}

/** One transaction deletes no more than this, so that none is long. */
const PAGE = 5_000

/** Forgets old answers now and then, until `signal` aborts. Any number may run: of those that meet, one works. */
export async function runIdempotencyPurge({ db, intervalMs, signal, onError }: PurgeOptions): Promise<void> {
  while (!signal.aborted) {
    try {
      let forgotten = PAGE
      while (forgotten === PAGE && !signal.aborted) forgotten = await purgeIdempotencyKeys(db)
    } catch (error) {
      onError(error)
    }
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined)
  }
}

/** Forgets answers older than 30 days, a page of them: after that a key may mean a new request. Returns how many. */
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
