/** What the owner of the database can do to the log of a room, who knows the product as well as we do. */
import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { canonicalBytes, sha256Hex, type JsonObject } from '../../src/domain/canonical-json.ts'
import { challengeOf } from '../../src/domain/statement.ts'
import { hashLeaf } from '../../src/log/tree.ts'
import { enrolmentBytes } from '../../src/people/enrolment-statement.ts'
import { verifyStoredRegistration } from '../../src/people/keys/verify-registration.ts'
import { newId } from '../../src/platform/ids.ts'
import type { Db } from '../../src/platform/postgres/database.ts'
import type { SoftwareKey } from '../../src/sandbox/software-key.ts'
import { TEST_ORIGIN, TEST_SITE, trustAnyKey } from './software-key.ts'

/**
 * An entry that the sequencer takes for a genuine one. `id` is what it says of itself, `column` where it stands; only
 * the owner of the table is believed any time `at` that they like.
 */
export async function forgeEntry(
  owner: Db,
  kind: string,
  fields: JsonObject,
  places: { readonly id?: string; readonly column?: string; readonly at?: string } = {},
): Promise<string> {
  const id = places.id ?? newId('ent')
  const column = places.column ?? id
  const at = places.at ?? new Date().toISOString()
  const bytes = canonicalBytes({ ...fields, v: 1, id, at, kind })
  const body = new TextDecoder().decode(bytes)
  await owner.transaction().execute(async (tx) => {
    await sql`alter table log_entries disable trigger entry_is_timed`.execute(tx)
    await sql`
      insert into log_entries (entry_id, at, kind, body, leaf_hash)
        values (${column}, ${at}, ${kind}, ${body}, ${Buffer.from(hashLeaf(bytes))})`.execute(tx)
    await sql`alter table log_entries enable trigger entry_is_timed`.execute(tx)
  })
  return column
}

/** Takes away what ties an entry's column to its body, a leaf to its entry, and both to what they were. */
export async function untieLog(owner: Db): Promise<void> {
  await sql`alter table log_entries drop constraint log_entries_body`.execute(owner)
  await sql`alter table log_leaves drop constraint log_leaves_entry_id_fkey`.execute(owner)
  for (const table of ['log_entries', 'log_leaves'])
    await sql`alter table ${sql.table(table)} disable trigger append_only`.execute(owner)
}

/** The entry and its leaf stand under another id from now on. */
export async function renameEntry(owner: Db, from: string, to: string): Promise<void> {
  for (const table of ['log_entries', 'log_leaves'])
    await sql`update ${sql.table(table)} set entry_id = ${to} where entry_id = ${from}`.execute(owner)
}

export interface PlantedKey {
  readonly keyId: string
  /** What the forged enrolment has to say. */
  readonly enrolment: JsonObject & { readonly enrolledAt: string }
}

/**
 * Puts a key in the place of somebody's own: under its id, registered over the right statement with the invitation that
 * was spent, which stands in the table. The log entry that goes with it is for `atEntry` to be named.
 */
export async function putInPlace(
  owner: Db,
  personId: string,
  key: SoftwareKey,
  atEntry: (planted: PlantedKey) => Promise<string>,
): Promise<void> {
  const { rows } = await sql<{ id: string; enrolment_token: string }>`
    select id, enrolment_token from keys where person_id = ${personId}`.execute(owner)
  const { id: keyId, enrolment_token: token } = rows[0] ?? { id: '', enrolment_token: '' }
  const tokenHash = sha256Hex(new TextEncoder().encode(token))
  const nonce = randomBytes(32).toString('base64url')
  const expiresAt = new Date(Date.now() + 300_000).toISOString()
  const statement = enrolmentBytes({ rpId: TEST_SITE.rpId, personId, tokenHash, keyId, nonce, expiresAt })
  const challenge = createHash('sha256').update(statement).digest('base64url')
  const user = { id: Buffer.from(personId).toString('base64url'), name: personId, displayName: personId }
  const created = await key.create(
    { rp: { id: TEST_SITE.rpId, name: 'x' }, user, challenge, pubKeyCredParams: [{ alg: -7, type: 'public-key' }] },
    { origin: TEST_ORIGIN },
  )
  const { clientDataJSON, attestationObject } = created.response
  const enrolledAt = new Date().toISOString()
  const { publicKey, fingerprint } = await verifyStoredRegistration({
    ...{ clientDataJSON, attestationObject, expectedChallenge: challengeOf(statement) },
    ...{ trust: trustAnyKey(), at: enrolledAt },
  })
  const enrolment = { keyId, personId, fingerprint, tokenHash, enrolledAt, statementDigest: sha256Hex(statement) }
  const entryId = await atEntry({ keyId, enrolment: { ...enrolment, state: 'active' } })
  await sql`
    update keys set credential_id = ${created.id}, public_key = ${Buffer.from(publicKey)}, fingerprint = ${fingerprint},
        attestation_object = ${attestationObject}, client_data_json = ${clientDataJSON},
        statement = ${Buffer.from(statement)}, entry_id = ${entryId}, enrolled_at = ${enrolledAt}
      where id = ${keyId}`.execute(owner)
  await sql`update key_counters set counter = 0 where key_id = ${keyId}`.execute(owner)
}
