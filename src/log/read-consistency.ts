import type { Executor } from '../platform/postgres/database.ts'
import { CountersignError } from '../domain/errors.ts'
import { consistencyRanges } from './consistency-proof.ts'
import { hashesOf } from './read-hashes.ts'
import { treeSize } from './store.ts'
import type { Hash } from './tree.ts'

/** The proof that the tree of `size2` leaves only appends to that of `size1`. */
export async function consistencyBetween(db: Executor, size1: number, size2: number): Promise<Hash[]> {
  const size = await treeSize(db)
  if (!Number.isSafeInteger(size1) || !Number.isSafeInteger(size2) || size1 < 1 || size1 > size2 || size2 > size) {
    throw new CountersignError({
      code: 'LOG_SIZE',
      status: 422,
      detail: `Ask for sizes 1 <= first <= second <= ${size}, the present size of the log.`,
    })
  }
  return hashesOf(db, consistencyRanges(size1, size2))
}
