import type { Executor } from '../platform/postgres/database.ts'
import { entriesOf } from './read-entries.ts'

/** Where entries stand in the tree, by id; those that have no leaf yet are left out. */
export async function leafIndexes(db: Executor, entryIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (entryIds.length === 0) return new Map()
  const entries = await entriesOf(db, entryIds)
  return new Map(
    entries.flatMap(({ entryId, leafIndex }) => (leafIndex === null ? [] : [[entryId, leafIndex] as const])),
  )
}
