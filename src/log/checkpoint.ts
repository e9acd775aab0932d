import { CountersignError } from '../domain/errors.ts'
import { openNote, signNote } from './note.ts'
import type { NoteSigner, NoteVerifier } from './note.ts'
import { HASH_BYTES } from './tree.ts'
import type { Hash } from './tree.ts'

/** The body of a C2SP tlog-checkpoint, https://c2sp.org/tlog-checkpoint. */
export interface Checkpoint {
  /** The log's name, a URL without scheme such as `pay.example.com/v1/log`. */
  readonly origin: string
  readonly size: number
  readonly rootHash: Hash
}

const DECIMAL = /^(?:0|[1-9][0-9]*)$/

export function formatCheckpoint({ origin, size, rootHash }: Checkpoint): string {
  const text = `${origin}\n${size}\n${Buffer.from(rootHash).toString('base64')}\n`
  parseCheckpoint(text)
  return text
}

/**
 * Strict: exactly origin, size and root. The format allows further lines, but nobody can audit those, our log writes
 * none, and so one that has them is not ours.
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', root = '', end, ...more] = text.split('\n')
  if (end !== '' || more.length > 0) throw refuse('it must have exactly three lines')
  if (origin === '') throw refuse('its origin is empty')
  if (!DECIMAL.test(size) || !Number.isSafeInteger(Number(size))) throw refuse(`its size "${size}" is not a decimal`)
  const rootHash = Buffer.from(root, 'base64')
  if (rootHash.length !== HASH_BYTES || rootHash.toString('base64') !== root) {
    throw refuse('its root is not the base64 of 32 bytes')
  }
  return { origin, size: Number(size), rootHash }
}

/** The signed note of a checkpoint. The log's key is named after its origin. */
export async function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): Promise<string> {
  return signNote(formatCheckpoint(checkpoint), [signer])
}

/** The checkpoint of a note that `verifier`, the log's own key, signed for the origin of its name. */
export function openCheckpoint(note: string, verifier: NoteVerifier): Checkpoint {
  const checkpoint = parseCheckpoint(openNote(note, [verifier]).text)
  if (checkpoint.origin !== verifier.name) throw refuse(`its origin is ${checkpoint.origin}, not ${verifier.name}`)
  return checkpoint
}

function refuse(why: string): CountersignError {
  return new CountersignError({
    code: 'CHECKPOINT_INVALID',
    status: 422,
    detail: `The checkpoint is not acceptable: ${why}. Fetch it again from the log.`,
  })
}
