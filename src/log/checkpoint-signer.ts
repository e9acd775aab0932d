import type { Hash } from './tree.ts'

/** Port: whoever holds the log's key. Answers with the signed note of a checkpoint. */
export interface CheckpointSigner {
  sign(size: number, rootHash: Hash): Promise<string>
}
