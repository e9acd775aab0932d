/** Challenges and callbacks of migrations 0050 and 0135. */
import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { sql } from 'kysely'
import type { JsonObject } from '../domain/canonical-json.ts'
import type { ContactedBy, Decision } from '../domain/evidence.ts'
import type { Instant } from '../domain/instant.ts'
import { BEFORE_RELEASE } from '../domain/subject-states.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'

type ChallengeRow = {
  id: string
  purpose: 'evidence' | 'session' | 'enrolment'
  subject_id: string | null
  subject_version: number | null
  requirement_id: string | null
  person_id: string | null
  decision: Decision | null
  contacted_by: ContactedBy | null
  blind_entry: boolean
  reason: string | null
  callback_id: string | null
  statement: Buffer | null
  challenge: Buffer
  credential: JsonObject | null
  created_at: Instant
  expires_at: Instant
  consumed_at: Instant | null
  /** Of purpose evidence: when the API kept its answer. */
  kept_at: Instant | null
}

type CallbackRow = {
  id: string
  subject_id: string
  subject_version: number
  requirement_id: string
  caller_id: string
  callee: 'payee' | 'instructor'
  contact_id: string
  contact_version: number
  outcome: JsonObject | null
  outcome_at: Instant | null
  created_at: Instant
}

type Tables = {
  challenges: ChallengeRow
  callbacks: CallbackRow
}

const tables = (db: Executor) => db.withTables<Tables>()

/** A challenge over a statement about a subject. */
export interface EvidenceChallenge {
  readonly id: string
  readonly subjectId: string
  readonly subjectVersion: number
  readonly requirementId: string | null
  readonly personId: string
  readonly decision: Decision
  readonly contactedBy: ContactedBy
  readonly blindEntry: boolean
  readonly reason: string | null
  readonly callbackId: string | null
  readonly statement: Uint8Array
  readonly challenge: Uint8Array
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

export interface StoredChallenge extends EvidenceChallenge {
  readonly credential: JsonObject | null
  readonly consumedAt: Instant | null
}

/** With the record's time when it was read; of one that had to be waited for, when the waiting began. */
export type ReadChallenge = StoredChallenge & { readonly readAt: Instant }

export async function insertChallenge(tx: Tx, challenge: EvidenceChallenge): Promise<void> {
  await tables(tx)
    .insertInto('challenges')
    .values({
      id: challenge.id,
      purpose: 'evidence',
      subject_id: challenge.subjectId,
      subject_version: challenge.subjectVersion,
      requirement_id: challenge.requirementId,
      person_id: challenge.personId,
      decision: challenge.decision,
      contacted_by: challenge.contactedBy,
      blind_entry: challenge.blindEntry,
      reason: challenge.reason,
      callback_id: challenge.callbackId,
      statement: Buffer.from(challenge.statement),
      challenge: Buffer.from(challenge.challenge),
      credential: null,
      created_at: challenge.createdAt,
      expires_at: challenge.expiresAt,
      consumed_at: null,
      kept_at: null,
    })
    .execute()
}

export async function readChallenge(
  db: Executor,
  id: string,
  lock: 'none' | 'update' = 'none',
): Promise<ReadChallenge | null> {
  const query = tables(db)
    .selectFrom('challenges')
    .selectAll()
    .select(sql<Instant>`countersign_now()`.as('read_at'))
    .where('id', '=', id)
    .where('purpose', '=', 'evidence')
  const row = await (lock === 'update' ? query.forUpdate() : query).executeTakeFirst()
  const challenge = row === undefined ? null : toChallenge(row)
  return row === undefined || challenge === null ? null : { ...challenge, readAt: row.read_at }
}

/**
 * What a person was asked to sign and has not, while they still can: newest first. What is approved can come back to
 * waiting, with what was asked of its version. `more`: there are others than these, which whoever compares has to know.
 */
export async function readUnanswered(
  db: Executor,
  personId: string,
  now: Instant,
): Promise<{ readonly challenges: StoredChallenge[]; readonly more: boolean }> {
  const rows = await tables(db)
    .selectFrom('challenges')
    .selectAll()
    .where('purpose', '=', 'evidence')
    .where('person_id', '=', personId)
    .where('consumed_at', 'is', null)
    .where('credential', 'is', null)
    .where('expires_at', '>', now)
    .where(
      sql<boolean>`exists (select from subjects where subjects.id = subject_id and version = subject_version
        and state = any(${[...BEFORE_RELEASE]}))`,
    )
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(UNANSWERED_LIMIT + 1)
    .execute()
  const challenges = rows.slice(0, UNANSWERED_LIMIT).flatMap((row) => toChallenge(row) ?? [])
  return { challenges, more: rows.length > UNANSWERED_LIMIT }
}

/** More than somebody could have asked for about one payment in the time that they can be answered. */
const UNANSWERED_LIMIT = 20

function toChallenge(row: ChallengeRow): StoredChallenge | null {
  if (row.subject_id === null || row.subject_version === null || row.person_id === null) return null
  if (row.decision === null || row.contacted_by === null || row.statement === null) return null
  return {
    id: row.id,
    subjectId: row.subject_id,
    subjectVersion: row.subject_version,
    requirementId: row.requirement_id,
    personId: row.person_id,
    decision: row.decision,
    contactedBy: row.contacted_by,
    blindEntry: row.blind_entry,
    reason: row.reason,
    callbackId: row.callback_id,
    statement: new Uint8Array(row.statement),
    challenge: new Uint8Array(row.challenge),
    credential: row.credential,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    consumedAt: row.consumed_at,
  }
}

/** Keeps the answer the API has verified, for the worker to verify again. The first answer stays: whether it was this. */
export async function keepCredential(tx: Tx, id: string, credential: AuthenticationResponseJSON): Promise<boolean> {
  const result = await tables(tx)
    .updateTable('challenges')
    .set({ credential: sql`${JSON.stringify(credential)}::jsonb`, kept_at: sql`countersign_now()` })
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

/** How often a person has been asked to deny a subject, or to do anything else with it, since `since`, unanswered. */
export async function countUnanswered(
  db: Executor,
  { subjectId, personId, isDenial }: { subjectId: string; personId: string; isDenial: boolean },
  since: Instant,
): Promise<number> {
  const row = await tables(db)
    .selectFrom('challenges')
    .select((select) => select.fn.countAll<string>().as('count'))
    .where('subject_id', '=', subjectId)
    .where('person_id', '=', personId)
    .where('decision', isDenial ? '=' : '!=', 'deny')
    .where('created_at', '>', since)
    .where('consumed_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export interface Callback {
  readonly id: string
  readonly subjectId: string
  readonly subjectVersion: number
  readonly requirementId: string
  readonly callerId: string
  readonly callee: 'payee' | 'instructor'
  readonly contactId: string
  readonly contactVersion: number
  /** What the caller's signature covers: `{outcome, statedMatched, startedAt, endedAt, notesDigest}`. */
  readonly outcome: JsonObject | null
  readonly createdAt: Instant
}

export async function insertCallback(tx: Tx, callback: Callback): Promise<void> {
  await tables(tx)
    .insertInto('callbacks')
    .values({
      id: callback.id,
      subject_id: callback.subjectId,
      subject_version: callback.subjectVersion,
      requirement_id: callback.requirementId,
      caller_id: callback.callerId,
      callee: callback.callee,
      contact_id: callback.contactId,
      contact_version: callback.contactVersion,
      outcome: null,
      outcome_at: null,
      created_at: callback.createdAt,
    })
    .execute()
}

export async function readCallback(
  db: Executor,
  id: string,
  lock: 'none' | 'update' = 'none',
): Promise<Callback | null> {
  const query = tables(db).selectFrom('callbacks').selectAll().where('id', '=', id)
  const row = await (lock === 'update' ? query.forUpdate() : query).executeTakeFirst()
  return row === undefined ? null : toCallback(row)
}

export async function readCallbacks(db: Executor, subjectIds: readonly string[]): Promise<Callback[]> {
  if (subjectIds.length === 0) return []
  const rows = await tables(db)
    .selectFrom('callbacks')
    .selectAll()
    .where('subject_id', 'in', subjectIds)
    .orderBy('created_at')
    .execute()
  return rows.map(toCallback)
}

function toCallback(row: CallbackRow): Callback {
  return {
    id: row.id,
    subjectId: row.subject_id,
    subjectVersion: row.subject_version,
    requirementId: row.requirement_id,
    callerId: row.caller_id,
    callee: row.callee,
    contactId: row.contact_id,
    contactVersion: row.contact_version,
    outcome: row.outcome,
    createdAt: row.created_at,
  }
}

/** Calls of this caller about this version in which something else was stated. */
export async function countMismatchedCalls(
  tx: Tx,
  { subjectId, subjectVersion, callerId }: Pick<Callback, 'subjectId' | 'subjectVersion' | 'callerId'>,
): Promise<number> {
  const { rows } = await sql<{ calls: number }>`
    select count(*)::int as calls from callbacks
    where subject_id = ${subjectId} and subject_version = ${subjectVersion} and caller_id = ${callerId}
      and (outcome ->> 'statedMatched')::boolean is false`.execute(tx)
  return rows[0]?.calls ?? 0
}

/** One outcome per call; a second call is a second callback. */
export async function recordOutcome(tx: Tx, id: string, outcome: JsonObject, now: Instant): Promise<boolean> {
  const result = await tables(tx)
    .updateTable('callbacks')
    .set({ outcome: sql`${JSON.stringify(outcome)}::jsonb`, outcome_at: now })
    .where('id', '=', id)
    .where('outcome', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}
