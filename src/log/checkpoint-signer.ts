import { conflict } from '../domain/errors.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { openCheckpoint, signCheckpoint } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'
import { verifyConsistency } from './consistency-proof.ts'
import type { NoteSigner } from './note.ts'
import { latestCheckpoint } from './read-checkpoint.ts'
import { consistencyBetween } from './read-consistency.ts'
import { rootAt } from './read-hashes.ts'
import { sameHash } from './tree.ts'
import type { Hash } from './tree.ts'

/** Port: whoever holds the log's key. Answers with the signed note of a checkpoint. */
export interface CheckpointSigner {
  sign(size: number, rootHash: Hash): Promise<string>
}

/**
 * Signs what appends to everything signed before, and nothing else: "a log MUST NOT sign any checkpoint which is
 * inconsistent with any checkpoint it previously signed" (C2SP tlog-checkpoint). What was signed before is what this
 * process remembers, or after a start the newest stored note that its own key signed. `origin` is the key's name.
 * Reads the database only.
 */
export function createCheckpointSigner({ db, key }: { db: Executor; key: NoteSigner }): CheckpointSigner {
  let last: Checkpoint | null = null
  // One at a time, so that no two requests are compared with the same predecessor.
  let turn: Promise<unknown> = Promise.resolve()

  async function signNext(size: number, rootHash: Hash): Promise<string> {
    const next = { origin: key.name, size, rootHash }
    last ??= await lastStored(db, key)
    if (!sameHash(await rootAt(db, size), rootHash)) {
      throw conflict('CHECKPOINT_ROOT', `The root asked for is not that of the stored tree of ${size} leaves.`)
    }
    if (last !== null) await refuseFork(db, last, next)
    const note = await signCheckpoint(next, key)
    last = next
    return note
  }

  return {
    sign: (size, rootHash) => {
      const mine = turn.then(() => signNext(size, rootHash))
      turn = mine.catch(() => undefined)
      return mine
    },
  }
}

async function lastStored(db: Executor, key: NoteSigner): Promise<Checkpoint | null> {
  const stored = await latestCheckpoint(db)
  return stored === null ? null : openCheckpoint(stored.note, key)
}

async function refuseFork(db: Executor, last: Checkpoint, next: Checkpoint): Promise<void> {
  if (next.size < last.size) {
    throw conflict('CHECKPOINT_BEHIND', `A checkpoint of ${last.size} leaves is signed already. Ask for a later one.`)
  }
  const proof = await consistencyBetween(db, last.size, next.size)
  const { size: size1, rootHash: root1 } = last
  const { size: size2, rootHash: root2 } = next
  if (!verifyConsistency({ size1, root1, size2, root2, proof })) {
    throw conflict(
      'CHECKPOINT_FORK',
      `The tree of ${size2} leaves rewrites the signed tree of ${size1}. Stop and investigate.`,
    )
  }
}
