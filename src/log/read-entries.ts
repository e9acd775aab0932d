import type { Executor } from '../platform/postgres/database.ts'
import { entriesById } from './store.ts'
import type { StoredEntry } from './store.ts'

/** The entries of these ids, in the order asked for; those that do not exist are left out. */
export async function entriesOf(db: Executor, entryIds: readonly string[]): Promise<StoredEntry[]> {
  const found = new Map((await entriesById(db, entryIds)).map((entry) => [entry.entryId, entry]))
  return entryIds.flatMap((entryId) => found.get(entryId) ?? [])
}
