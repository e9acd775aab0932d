import type { Executor } from '../platform/postgres/database.ts'
import { readCounterparty } from './store.ts'

export async function counterpartyOnFile(db: Executor, id: string): Promise<boolean> {
  return (await readCounterparty(db, id)) !== null
}
