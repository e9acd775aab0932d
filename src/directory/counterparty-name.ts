import type { Executor } from '../platform/postgres/database.ts'
import { readCounterparty } from './store.ts'

/** What a payee on file is called; null for nobody. */
export async function counterpartyName(db: Executor, id: string): Promise<string | null> {
  return (await readCounterparty(db, id))?.name ?? null
}
