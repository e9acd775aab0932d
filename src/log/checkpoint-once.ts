import type { Db, Executor, Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { parseCheckpoint } from './checkpoint.ts'
import type { CheckpointSigner } from './checkpoint-signer.ts'
import { unverifiedNoteText } from './note.ts'
import { rootAt } from './read-hashes.ts'
import { insertCheckpoint, lockLog, newestCheckpoint, treeSize } from './store.ts'
import { sameHash } from './tree.ts'

/** Has the present tree signed and stores the note. Returns its size, or null when the log has not grown since. */
export async function checkpointOnce(db: Db, epoch: number, signer: CheckpointSigner): Promise<number | null> {
  const size = await treeSize(db)
  if (size === 0 || (await isCovered(db, size))) return null
  const rootHash = await rootAt(db, size)
  const note = await signer.sign(size, rootHash)
  // A note for another tree would be served as ours. Who signed it, the readers verify.
  const signed = parseCheckpoint(unverifiedNoteText(note))
  if (signed.size !== size || !sameHash(signed.rootHash, rootHash)) {
    throw new Error(`Unexpected checkpoint of size ${signed.size} from the signer, expected size ${size} and its root`)
  }
  const store = async (tx: Tx): Promise<number | null> => {
    await lockLog(tx)
    if (await isCovered(tx, size)) return null
    await insertCheckpoint(tx, { size, rootHash, note, epoch })
    return size
  }
  return transaction(db, store, { isolation: 'read committed' })
}

async function isCovered(db: Executor, size: number): Promise<boolean> {
  const newest = await newestCheckpoint(db)
  return newest !== null && newest.size >= size
}
