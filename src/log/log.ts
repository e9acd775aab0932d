/**
 * The transparency log: what happened, in an order that nobody can change later without it showing.
 * `append` writes an entry in the transaction of what it records (`entryOf` and `write`, where its id is wanted first);
 * the sequencer (run-sequencer.ts) gives it a leaf in an RFC 6962 tree and has the tree's checkpoint signed;
 * `inclusionOf` proves it to anyone who holds the checkpoint.
 */
import { canonicalBytes } from '../domain/canonical-json.ts'
import type { JsonValue } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import { now } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { insertEntry, type Entry } from './store.ts'
import { hashLeaf } from './tree.ts'

export { inclusionOf } from './read-inclusion.ts'
export { latestCheckpoint } from './read-checkpoint.ts'
export { entriesOf } from './read-entries.ts'
export { insertEntry as write, type Entry } from './store.ts'

const RESERVED = ['v', 'id', 'at', 'kind']

export interface NewEntry {
  readonly kind: string
  /** Ids, digests and codes only: the log can never forget, so no names, accounts or amounts. */
  readonly fields: Readonly<Record<string, JsonValue>>
  /** The record's time as this transaction has read it, after whatever it had to wait for. */
  readonly at: Instant
}

/** `{v, id, at, kind, ...fields}` as canonical JSON, with an id that the record can name before it is written. */
export function entryOf({ kind, fields, at }: NewEntry): Entry {
  const reserved = RESERVED.find((name) => Object.hasOwn(fields, name))
  if (reserved !== undefined) throw new TypeError(`Unexpected field "${reserved}", the log sets it itself`)
  const entryId = newId('ent')
  const bytes = canonicalBytes({ ...fields, v: 1, id: entryId, at, kind })
  return { entryId, at, kind, body: new TextDecoder().decode(bytes), leafHash: hashLeaf(bytes) }
}

/** Makes an entry and writes it; the record's time is read now unless it is given. */
export async function append(
  tx: Tx,
  entry: Omit<NewEntry, 'at'> & { readonly at?: Instant },
): Promise<{ entryId: string; at: Instant }> {
  const written = entryOf({ ...entry, at: entry.at ?? (await now(tx)) })
  await insertEntry(tx, written)
  return { entryId: written.entryId, at: written.at }
}
