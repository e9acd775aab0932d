import type { Executor } from '../platform/postgres/database.ts'
import { onOneConnection } from '../platform/postgres/at-once.ts'
import { inclusionRanges } from './inclusion-proof.ts'
import { latestCheckpoint } from './read-checkpoint.ts'
import { entriesOf } from './read-entries.ts'
import { hashesOf } from './read-hashes.ts'
import type { StoredCheckpoint } from './store.ts'
import type { Hash } from './tree.ts'

export interface IncludedEntry {
  readonly entryId: string
  /** Canonical JSON; its UTF-8 bytes are the leaf. */
  readonly body: string
  readonly leafIndex: number
  readonly leafHash: Hash
  /** Sibling hashes from the leaf upwards, to the root of the checkpoint. */
  readonly path: readonly Hash[]
}

export interface Inclusion {
  readonly checkpoint: StoredCheckpoint
  /** In the order asked for. */
  readonly entries: readonly IncludedEntry[]
}

/**
 * Proves entries under the newest checkpoint, all under the same one. Null while one of them is not covered yet, or
 * does not exist.
 */
export async function inclusionOf(db: Executor, entryIds: readonly string[]): Promise<Inclusion | null> {
  const [checkpoint, entries] = await onOneConnection(db, (one) =>
    Promise.all([latestCheckpoint(one), entriesOf(one, entryIds)]),
  )
  if (checkpoint === null) return null
  const covered = entries.flatMap(({ leafIndex, ...entry }) =>
    leafIndex !== null && leafIndex < checkpoint.size ? [{ ...entry, leafIndex }] : [],
  )
  if (covered.length < entryIds.length) return null
  const ranges = covered.map(({ leafIndex }) => inclusionRanges(leafIndex, checkpoint.size))
  const hashes = await hashesOf(db, ranges.flat())
  let at = 0
  return {
    checkpoint,
    entries: covered.map(({ entryId, body, leafIndex, leafHash }, position) => {
      const length = ranges[position]?.length ?? 0
      return { entryId, body, leafIndex, leafHash, path: hashes.slice(at, (at += length)) }
    }),
  }
}
