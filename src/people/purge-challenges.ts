import { sql } from 'kysely'
import type { Db } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'

/** One transaction deletes no more than this of a kind, so that none is long. */
const PAGE = 5_000

/**
 * Forgets challenges that expired more than a day ago, a page of those to sign in with and of those to enrol that were
 * not accepted. Returns how many.
 */
export async function purgeChallenges(db: Db): Promise<number> {
  return transaction(db, async (tx) => {
    const { rows } = await sql<{ gone: string }>`SELECT purge_challenges(${PAGE}) AS gone`.execute(tx)
    return Number(rows[0]?.gone ?? 0)
  })
}
