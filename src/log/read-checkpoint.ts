import type { Executor } from '../platform/postgres/database.ts'
import { newestCheckpoint } from './store.ts'
import type { StoredCheckpoint } from './store.ts'

/** The newest signed checkpoint, or null before the first one. */
export async function latestCheckpoint(db: Executor): Promise<StoredCheckpoint | null> {
  return newestCheckpoint(db)
}
