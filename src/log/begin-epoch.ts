import type { Db, Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { insertNextEpoch, lockLog } from './store.ts'

/**
 * Begins a term as sequencer and ends everyone else's: from its commit on, the database refuses what a holder of an
 * earlier epoch inserts. `holder` says who it is, for people who read the table.
 */
export async function beginEpoch(db: Db, holder: string): Promise<number> {
  const begin = async (tx: Tx): Promise<number> => {
    await lockLog(tx)
    return insertNextEpoch(tx, holder)
  }
  return transaction(db, begin, { isolation: 'read committed' })
}
