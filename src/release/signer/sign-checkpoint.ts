import { conflict } from '../../domain/errors.ts'
import { signCheckpoint, type Checkpoint } from '../../log/checkpoint.ts'
import type { NoteSigner } from '../../log/note.ts'
import { sameHash, type Hash } from '../../log/tree.ts'
import type { Executor } from '../../platform/postgres/database.ts'
import type { LogReader } from './log-reader.ts'
import { readMemory, writeMemory } from './signer-memory.ts'

/**
 * Signs the next checkpoint after reading every entry itself. Never a smaller tree or another history than one it
 * signed before, which it remembers outside the database: a restored old database is noticed here.
 */
export function createCheckpointing(options: { db: Executor; key: NoteSigner; reader: LogReader; memoryPath: string }) {
  const { db, key, reader, memoryPath } = options
  let memory = readMemory(memoryPath)
  let turn: Promise<unknown> = Promise.resolve()

  async function sign(size: number, rootHash: Hash): Promise<string> {
    if (size < memory.size || size < reader.size) {
      throw conflict('CHECKPOINT_BEHIND', `A checkpoint of ${Math.max(memory.size, reader.size)} entries is signed already, and ${size} was asked for. An old copy of the database?`)
    }
    // At the size signed last the root must be the one signed last; `readTo` can only go forwards.
    if (reader.size < memory.size && memory.size > 0) assertSame(await reader.readTo(db, memory.size), memory.rootHash)
    const computed = await reader.readTo(db, size)
    if (!sameHash(computed, rootHash)) throw conflict('CHECKPOINT_ROOT', 'The root asked for is not that of the entries.')
    const genesisDigest = memory.genesisDigest ?? reader.genesisDigest
    if (genesisDigest !== reader.genesisDigest) throw conflict('GENESIS_CHANGED', 'This is the log of another organisation.')

    memory = { size, rootHash: Buffer.from(rootHash).toString('hex'), genesisDigest }
    writeMemory(memoryPath, memory)
    const checkpoint: Checkpoint = { origin: key.name, size, rootHash }
    return signCheckpoint(checkpoint, key)
  }

  function assertSame(computed: Hash, remembered: string): void {
    if (Buffer.from(computed).toString('hex') === remembered) return
    throw conflict('CHECKPOINT_FORK', 'The log is not the one that was signed before. Stop and investigate.')
  }

  return {
    /** The organisation it is pinned to. */
    genesisDigest: () => memory.genesisDigest,
    sign(size: number, rootHash: Hash): Promise<string> {
      const mine = turn.then(() => sign(size, rootHash))
      turn = mine.catch(() => undefined)
      return mine
    },
  }
}
