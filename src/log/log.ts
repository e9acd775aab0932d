/**
 * The transparency log: what happened, in an order that nobody can change later without it showing.
 * `append` writes an entry in the transaction of what it records; the sequencer (run-sequencer.ts) gives it a leaf in
 * an RFC 6962 tree and has the tree's checkpoint signed; `inclusionOf` proves it to anyone who holds the checkpoint.
 */
import { canonicalBytes } from '../domain/canonical-json.ts'
import type { JsonValue } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import { now } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { insertEntry } from './store.ts'
import { hashLeaf } from './tree.ts'

export { inclusionOf } from './read-inclusion.ts'
export { latestCheckpoint } from './read-checkpoint.ts'
export { entriesOf } from './read-entries.ts'

const RESERVED = ['v', 'id', 'at', 'kind']

/**
 * Appends `{v, id, at, kind, ...fields}` as canonical JSON. Fields hold ids, digests and codes only: the log can never
 * forget, so no names, accounts or amounts.
 */
export async function append(
  tx: Tx,
  entry: {
    readonly kind: string
    readonly fields: Readonly<Record<string, JsonValue>>
    /** The record's time as this transaction has read it, after whatever it had to wait for; read now unless given. */
    readonly at?: Instant
  },
): Promise<{ entryId: string; at: Instant }> {
  const reserved = RESERVED.find((name) => Object.hasOwn(entry.fields, name))
  if (reserved !== undefined) throw new TypeError(`Unexpected field "${reserved}", the log sets it itself`)
  const entryId = newId('ent')
  const at = entry.at ?? (await now(tx))
  const bytes = canonicalBytes({ ...entry.fields, v: 1, id: entryId, at, kind: entry.kind })
  const body = new TextDecoder().decode(bytes)
  await insertEntry(tx, { entryId, at, kind: entry.kind, body, leafHash: hashLeaf(bytes) })
  return { entryId, at }
}
