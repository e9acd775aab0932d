/** Security keys and their counters. */
import { sql } from 'kysely'
import type { Instant } from '../domain/instant.ts'
import type { KeyState } from '../domain/person.ts'
import { anyOf } from '../platform/postgres/any-of.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'

type KeyRow = {
  id: string
  person_id: string
  credential_id: string
  public_key: Buffer
  algorithm: number
  aaguid: string
  fingerprint: string
  transports: string[]
  label: string | null
  state: KeyState
  quarantine_ends_at: Instant | null
  attestation_object: string
  client_data_json: string
  statement: Buffer
  enrolment_token: string | null
  entry_id: string
  enrolled_at: Instant
  revoked_at: Instant | null
  revocation_entry_id: string | null
  activated_at: Instant | null
  confirmed_by: string[]
}

type Tables = { keys: KeyRow; key_counters: { key_id: string; counter: string } }

const tables = (db: Executor) => db.withTables<Tables>()

/** A key as the record holds it: `state` is what was written, before time ends a quarantine. */
export interface StoredKey {
  readonly id: string
  readonly personId: string
  readonly credentialId: string
  readonly publicKey: Uint8Array
  readonly algorithm: number
  readonly aaguid: string
  readonly fingerprint: string
  readonly transports: readonly string[]
  readonly label: string | null
  readonly state: KeyState
  readonly quarantineEndsAt: Instant | null
  /** The registration as it came, base64url, and the statement whose hash it signs. */
  readonly attestationObject: string
  readonly clientDataJSON: string
  readonly statement: Uint8Array
  /** The invitation that this key spent. */
  readonly enrolmentToken: string | null
  /** The log entry of the enrolment. */
  readonly entryId: string
  readonly enrolledAt: Instant
  readonly revokedAt: Instant | null
  /** The log entry of the revocation. */
  readonly revocationEntryId: string | null
  /** Since when it counts, or counted; null for one that never did. */
  readonly activatedAt: Instant | null
  /** Whose signatures put it in force; nobody's where nobody was asked, and at genesis, where the log says it. */
  readonly confirmedBy: readonly string[]
}

/** Whether it was new: a credential is enrolled once, for one person. */
export async function insertKey(tx: Tx, key: StoredKey, counter: number): Promise<boolean> {
  const result = await tables(tx)
    .insertInto('keys')
    .values({
      id: key.id,
      person_id: key.personId,
      credential_id: key.credentialId,
      public_key: Buffer.from(key.publicKey),
      algorithm: key.algorithm,
      aaguid: key.aaguid,
      fingerprint: key.fingerprint,
      transports: [...key.transports],
      label: key.label,
      state: key.state,
      quarantine_ends_at: key.quarantineEndsAt,
      attestation_object: key.attestationObject,
      client_data_json: key.clientDataJSON,
      statement: Buffer.from(key.statement),
      enrolment_token: key.enrolmentToken,
      entry_id: key.entryId,
      enrolled_at: key.enrolledAt,
      revoked_at: key.revokedAt,
      revocation_entry_id: null,
      activated_at: key.activatedAt,
      confirmed_by: [...key.confirmedBy],
    })
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows !== 1n) return false
  await tables(tx)
    .insertInto('key_counters')
    .values({ key_id: key.id, counter: String(counter) })
    .execute()
  return true
}

export async function readKey(
  db: Executor,
  id: string,
  lock: 'none' | 'share' | 'update' = 'none',
): Promise<StoredKey | null> {
  const query = tables(db).selectFrom('keys').selectAll().where('id', '=', id)
  const locked = { none: query, share: query.forShare(), update: query.forNoKeyUpdate() }[lock]
  const row = await locked.executeTakeFirst()
  return row === undefined ? null : toKey(row)
}

export async function readKeysById(db: Executor, ids: readonly string[]): Promise<StoredKey[]> {
  if (ids.length === 0) return []
  const rows = await tables(db).selectFrom('keys').selectAll().where('id', '=', anyOf(ids)).execute()
  return rows.map(toKey)
}

/** In the order they were enrolled. */
export async function readKeys(db: Executor, personIds: readonly string[] | 'all'): Promise<StoredKey[]> {
  if (personIds !== 'all' && personIds.length === 0) return []
  const query = tables(db).selectFrom('keys').selectAll().orderBy('enrolled_at').orderBy('id')
  const rows = await (personIds === 'all' ? query : query.where('person_id', 'in', personIds)).execute()
  return rows.map(toKey)
}

export async function findKeyByCredential(
  db: Executor,
  credentialId: string,
  lock: 'none' | 'share' = 'none',
): Promise<{ key: StoredKey; readAt: Instant } | null> {
  const query = tables(db)
    .selectFrom('keys')
    .selectAll()
    .select(sql<Instant>`countersign_now()`.as('read_at'))
    .where('credential_id', '=', credentialId)
  const row = await (lock === 'share' ? query.forShare() : query).executeTakeFirst()
  return row === undefined ? null : { key: toKey(row), readAt: row.read_at }
}

export async function findKeyByFingerprint(db: Executor, fingerprint: string): Promise<StoredKey | null> {
  const row = await tables(db).selectFrom('keys').selectAll().where('fingerprint', '=', fingerprint).executeTakeFirst()
  return row === undefined ? null : toKey(row)
}

export async function isSpent(db: Executor, enrolmentToken: string): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('keys')
    .select('id')
    .where('enrolment_token', '=', enrolmentToken)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether it happened: of two changes at once, the later one finds another state. */
export async function changeKeyState(
  tx: Tx,
  id: string,
  from: readonly KeyState[],
  to: {
    state: KeyState
    quarantineEndsAt?: Instant | null
    revokedAt?: Instant
    confirmedBy?: readonly string[]
  },
): Promise<boolean> {
  const result = await tables(tx)
    .updateTable('keys')
    .set({
      state: to.state,
      ...(to.quarantineEndsAt === undefined ? {} : { quarantine_ends_at: to.quarantineEndsAt }),
      ...(to.revokedAt === undefined ? {} : { revoked_at: to.revokedAt }),
      ...(to.state === 'active' || to.state === 'quarantined'
        ? { activated_at: sql<Instant>`coalesce(activated_at, countersign_now())` }
        : {}),
      ...(to.confirmedBy === undefined ? {} : { confirmed_by: [...to.confirmedBy] }),
    })
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** How far this key has counted; nobody else reads or moves it until the transaction ends. */
export async function lockCounter(tx: Tx, keyId: string): Promise<number> {
  const { counter } = await tables(tx)
    .selectFrom('key_counters')
    .select('counter')
    .where('key_id', '=', keyId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  return Number(counter)
}

export async function setCounter(tx: Tx, keyId: string, counter: number): Promise<void> {
  await tables(tx)
    .updateTable('key_counters')
    .set({ counter: String(counter) })
    .where('key_id', '=', keyId)
    .execute()
}

function toKey(row: KeyRow): StoredKey {
  return {
    id: row.id,
    personId: row.person_id,
    credentialId: row.credential_id,
    publicKey: new Uint8Array(row.public_key),
    algorithm: row.algorithm,
    aaguid: row.aaguid,
    fingerprint: row.fingerprint,
    transports: row.transports,
    label: row.label,
    state: row.state,
    quarantineEndsAt: row.quarantine_ends_at,
    attestationObject: row.attestation_object,
    clientDataJSON: row.client_data_json,
    statement: new Uint8Array(row.statement),
    enrolmentToken: row.enrolment_token,
    entryId: row.entry_id,
    enrolledAt: row.enrolled_at,
    revokedAt: row.revoked_at,
    revocationEntryId: row.revocation_entry_id,
    activatedAt: row.activated_at,
    confirmedBy: row.confirmed_by,
  }
}

/**
 * Until the transaction ends none of these keys changes its state; one that is changing is waited for. In order of id,
 * so that nobody waits in a circle. Of them, those that are revoked, which is known for as long.
 */
export async function lockKeyStates(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const query = tables(tx).selectFrom('keys').select(['id', 'state']).where('id', '=', anyOf(ids))
  const rows = await query.orderBy('id').forShare().execute()
  return new Set(rows.filter((row) => row.state === 'revoked').map((row) => row.id))
}

export async function readRevoked(db: Executor, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tables(db)
    .selectFrom('keys')
    .select('id')
    .where('id', '=', anyOf(ids))
    .where('state', '=', 'revoked')
    .execute()
  return new Set(rows.map((row) => row.id))
}

/** Where the log says that it was revoked. Whose key it is. */
export async function setRevocation(tx: Executor, id: string, entryId: string): Promise<string> {
  const { person_id } = await tables(tx)
    .updateTable('keys')
    .set({ revocation_entry_id: entryId })
    .where('id', '=', id)
    .returning('person_id')
    .executeTakeFirstOrThrow()
  return person_id
}
