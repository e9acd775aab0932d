/**
 * Challenges for signing in and for enrolling: the rows of `challenges` (migration 0050) that answer no subject.
 * Those that collect evidence belong to consent.
 */
import { sql } from 'kysely'
import type { JsonObject } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'

type Purpose = 'session' | 'enrolment'

type ChallengeRow = {
  id: string
  purpose: 'evidence' | Purpose
  subject_id: string | null
  person_id: string | null
  statement: Buffer | null
  challenge: Buffer
  credential: unknown
  created_at: Instant
  expires_at: Instant
  consumed_at: Instant | null
}

type Tables = { challenges: ChallengeRow }

const tables = (db: Executor) => db.withTables<Tables>()

export interface Challenge {
  readonly id: string
  readonly purpose: Purpose
  /** What it is about: the key to be enrolled, or `genesis`. Null for signing in. */
  readonly about: string | null
  readonly personId: string | null
  /** The bytes whose SHA-256 is the challenge; null for signing in, where the challenge is random. */
  readonly statement: Uint8Array | null
  readonly challenge: Uint8Array
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

export interface StoredChallenge extends Challenge {
  /** The answer that the API verified and kept for the worker. */
  readonly answer: JsonObject | null
  readonly consumedAt: Instant | null
}

export async function insertChallenge(db: Executor, challenge: Challenge): Promise<void> {
  await tables(db)
    .insertInto('challenges')
    .values({
      id: challenge.id,
      purpose: challenge.purpose,
      subject_id: challenge.about,
      person_id: challenge.personId,
      statement: challenge.statement === null ? null : Buffer.from(challenge.statement),
      challenge: Buffer.from(challenge.challenge),
      credential: null,
      created_at: challenge.createdAt,
      expires_at: challenge.expiresAt,
      consumed_at: null,
    })
    .execute()
}

export async function readChallenge(
  db: Executor,
  purpose: Purpose,
  id: string,
  lock: 'none' | 'update' = 'none',
): Promise<StoredChallenge | null> {
  const query = tables(db).selectFrom('challenges').selectAll().where('id', '=', id).where('purpose', '=', purpose)
  const row = await (lock === 'update' ? query.forUpdate() : query).executeTakeFirst()
  return row === undefined ? null : toChallenge(row, purpose)
}

/** All that were answered and accepted about one thing, oldest first. */
export async function consumedChallenges(db: Executor, about: string): Promise<StoredChallenge[]> {
  const rows = await tables(db)
    .selectFrom('challenges')
    .selectAll()
    .where('subject_id', '=', about)
    .where('purpose', '=', 'enrolment')
    .where('consumed_at', 'is not', null)
    .orderBy('consumed_at')
    .execute()
  return rows.map((row) => toChallenge(row, 'enrolment'))
}

/** The first answer stays: whether it was this one. */
export async function keepAnswer(db: Executor, id: string, answer: object): Promise<boolean> {
  const result = await tables(db)
    .updateTable('challenges')
    .set({ credential: sql`cast(${JSON.stringify(answer)} as jsonb)` })
    .where('id', '=', id)
    .where('credential', 'is', null)
    .where('consumed_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Single use: whether it was this call that consumed it. */
export async function consumeChallenge(tx: Tx, id: string, now: Instant): Promise<boolean> {
  const result = await tables(tx)
    .updateTable('challenges')
    .set({ consumed_at: now })
    .where('id', '=', id)
    .where('consumed_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

function toChallenge(row: ChallengeRow, purpose: Purpose): StoredChallenge {
  const { credential } = row
  return {
    id: row.id,
    purpose,
    about: row.subject_id,
    personId: row.person_id,
    statement: row.statement === null ? null : new Uint8Array(row.statement),
    challenge: new Uint8Array(row.challenge),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    answer: isObject(credential) ? credential : null,
    consumedAt: row.consumed_at,
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
