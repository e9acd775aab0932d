import type { Db } from '../platform/postgres/database.ts'
import { parseCheckpoint } from './checkpoint.ts'
import type { CheckpointSigner } from './checkpoint-signer.ts'
import type { TreeEdge } from './grow-tree.ts'
import { unverifiedNoteText } from './note.ts'
import { edgeAt } from './read-hashes.ts'
import { insertCheckpoint, newestCheckpoint, treeSize } from './store.ts'
import { foldNodes } from './subtree.ts'
import { sameHash } from './tree.ts'

/** What a sequencer knows of the log after a pass: a `Sequenced` is one. */
export interface KnownLog {
  readonly tree: TreeEdge
  /** How many leaves the newest checkpoint covers. */
  readonly covered: number
}

/**
 * Has the present tree signed and stores the note. Returns its size, or null when the log has not grown since, which
 * costs nothing where the log is `known`.
 */
export async function checkpointOnce(
  db: Db,
  epoch: number,
  signer: CheckpointSigner,
  known?: KnownLog,
): Promise<number | null> {
  const { tree, covered } = known ?? (await readLog(db))
  const { size } = tree
  if (size <= covered) return null
  const rootHash = foldNodes(tree.hashes)
  const note = await signer.sign(size, rootHash)
  // A note for another tree would be served as ours. Who signed it, the readers verify.
  const signed = parseCheckpoint(unverifiedNoteText(note))
  if (signed.size !== size || !sameHash(signed.rootHash, rootHash)) {
    throw new Error(`Unexpected checkpoint of size ${signed.size} from the signer, expected size ${size} and its root`)
  }
  try {
    // The table takes the log's lock by itself, and nothing that does not continue it.
    await insertCheckpoint(db, { size, rootHash, note, epoch })
    return size
  } catch (error) {
    if ((await coveredBy(db)) >= size) return null
    throw error
  }
}

async function readLog(db: Db): Promise<KnownLog> {
  const covered = await coveredBy(db)
  return { tree: await edgeAt(db, await treeSize(db)), covered }
}

async function coveredBy(db: Db): Promise<number> {
  return (await newestCheckpoint(db))?.size ?? 0
}
