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
    if (size < memory.size) {
      throw conflict(
        'CHECKPOINT_BEHIND',
        `A checkpoint of ${memory.size} entries is signed already, and ${size} was asked for. An old copy of the database?`,
      )
    }
    // Read further than this log goes, and never signed.
    if (size < reader.size) reader.forget()
    const computed = await readOn(size)
    if (!sameHash(computed, rootHash)) {
      // Of an old copy that has been taken away again, what was read must not stay: it would refuse the right log too.
      reader.forget()
      throw conflict('CHECKPOINT_ROOT', 'The root asked for is not that of the entries.')
    }
    const genesisDigest = memory.genesisDigest ?? reader.genesisDigest
    if (genesisDigest !== reader.genesisDigest)
      throw conflict('GENESIS_CHANGED', 'This is the log of another organisation.')

    memory = { size, rootHash: Buffer.from(rootHash).toString('hex'), genesisDigest }
    writeMemory(memoryPath, memory)
    const checkpoint: Checkpoint = { origin: key.name, size, rootHash }
    return signCheckpoint(checkpoint, key)
  }

  /** Reads up to `size`. On the way, at the size signed last, the root must be the one signed last. */
  async function readOn(size: number): Promise<Hash> {
    if (reader.size < memory.size) assertSame(await reader.readTo(db, memory.size), memory.rootHash)
    return reader.readTo(db, size)
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }

  function assertSame(computed: Hash, remembered: string): void {
    if (Buffer.from(computed).toString('hex') === remembered) return
    reader.forget()
    throw conflict('CHECKPOINT_FORK', 'The log is not the one that was signed before. Stop and investigate.')
  }

  return {
    /** The organisation it is pinned to. */
    genesisDigest: () => memory.genesisDigest,
    /** After a start it has read nothing yet: whoever wants to hold something against the log says how far. */
    catchUp: (size: number): Promise<void> =>
      inTurn(async () => {
        if (reader.size < size || reader.size < memory.size) await readOn(Math.max(size, memory.size))
      }),
    sign: (size: number, rootHash: Hash): Promise<string> => inTurn(() => sign(size, rootHash)),
  }
}
