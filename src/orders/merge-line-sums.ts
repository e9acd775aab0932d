import { sql } from 'kysely'
import type { Db } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'

/** Hours of a name that are merged in one transaction, so that none is long. */
const PAGE = 1_000

/** Merges what the sums of hours that are over consist of, a page of them. Changes no sum. Returns how many it merged. */
export async function mergeLineSums(db: Db): Promise<number> {
  return transaction(db, async (tx) => {
    const { rows } = await sql<{ merged: string }>`SELECT merge_line_sums(${PAGE}) AS merged`.execute(tx)
    return Number(rows[0]?.merged ?? 0)
  })
}
