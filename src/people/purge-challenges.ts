import { sql } from 'kysely'
import type { Db } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'

/** One transaction deletes no more than this, so that none is long. */
const PAGE = 5_000

/** Forgets challenges to sign in with that expired more than a day ago, a page of them. Returns how many. */
export async function purgeChallenges(db: Db): Promise<number> {
  return transaction(db, async (tx) => {
    const { rows } = await sql<{ gone: string }>`SELECT purge_session_challenges(${PAGE}) AS gone`.execute(tx)
    return Number(rows[0]?.gone ?? 0)
  })
}
