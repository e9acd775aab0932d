import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

/** What the signer remembers by itself, outside the database that it must not have to believe. */
export interface SignerMemory {
  /** The largest tree it signed a checkpoint of, and its root (hex). */
  readonly size: number
  readonly rootHash: string
  /** The organisation it serves, pinned when it first saw one. */
  readonly genesisDigest: string | null
}

const Stored = z.strictObject({
  size: z.int().min(0),
  rootHash: z.string().regex(/^[0-9a-f]{64}$|^$/),
  genesisDigest: z.string().nullable(),
})

const NOTHING: SignerMemory = { size: 0, rootHash: '', genesisDigest: null }

export function readMemory(path: string): SignerMemory {
  return existsSync(path) ? Stored.parse(JSON.parse(readFileSync(path, 'utf8'))) : NOTHING
}

/** Atomically: remembered before the signature leaves, so that it can never be contradicted afterwards. */
export function writeMemory(path: string, memory: SignerMemory): void {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, JSON.stringify(memory), { mode: 0o600, flush: true })
  renameSync(draft, path)
}
