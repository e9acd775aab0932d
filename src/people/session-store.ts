/** Sessions, by the hash of their token. */
import { sql } from 'kysely'
import type { Instant } from '../domain/instant.ts'
import type { KeyState, Role } from '../domain/person.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'

type Tables = {
  sessions: {
    id: string
    token_hash: string
    person_id: string
    key_id: string
    created_at: Instant
    last_used_at: Instant
    expires_at: Instant
    ended_at: Instant | null
    user_agent: string | null
  }
  keys: { id: string; state: KeyState; quarantine_ends_at: Instant | null }
  people: { id: string; state: 'pending' | 'active' | 'left'; roles: Role[] }
}

const tables = (db: Executor) => db.withTables<Tables>()

export interface Session {
  /** Shown to its owner; it opens nothing. */
  readonly id: string
  readonly tokenHash: string
  readonly personId: string
  readonly keyId: string
  readonly createdAt: Instant
  readonly lastUsedAt: Instant
  readonly expiresAt: Instant
  /** What the browser called itself. Nothing rests on it. */
  readonly userAgent: string | null
}

export interface LiveSession extends Session {
  readonly keyState: KeyState
  readonly quarantineEndsAt: Instant | null
  readonly roles: readonly Role[]
  /** The record's time when it was found. */
  readonly readAt: Instant
}

export async function insertSession(tx: Tx, session: Session): Promise<void> {
  await tables(tx)
    .insertInto('sessions')
    .values({
      id: session.id,
      token_hash: session.tokenHash,
      person_id: session.personId,
      key_id: session.keyId,
      created_at: session.createdAt,
      last_used_at: session.lastUsedAt,
      expires_at: session.expiresAt,
      ended_at: null,
      user_agent: session.userAgent,
    })
    .execute()
}

/** Neither ended nor over, used within `idleMs`, of a person who has not left, with a key not revoked. */
export async function findLiveSession(db: Executor, tokenHash: string, idleMs: number): Promise<LiveSession | null> {
  const row = await tables(db)
    .selectFrom('sessions')
    .innerJoin('keys', 'keys.id', 'sessions.key_id')
    .innerJoin('people', 'people.id', 'sessions.person_id')
    .innerJoin(sql<{ now: Instant }>`(select countersign_now() as now)`.as('clock'), (join) => join.onTrue())
    .selectAll('sessions')
    .select(['keys.state as key_state', 'keys.quarantine_ends_at', 'people.roles', 'clock.now as read_at'])
    .where('sessions.token_hash', '=', tokenHash)
    .where('sessions.ended_at', 'is', null)
    .whereRef('sessions.expires_at', '>', 'clock.now')
    .where('sessions.last_used_at', '>', sql<Instant>`clock.now - ${idleMs} * interval '1 millisecond'`)
    .where('keys.state', '<>', 'revoked')
    .where('people.state', '<>', 'left')
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    ...toSession(row),
    keyState: row.key_state,
    quarantineEndsAt: row.quarantine_ends_at,
    roles: row.roles,
    readAt: row.read_at,
  }
}

function toSession(row: Tables['sessions']): Session {
  return {
    id: row.id,
    tokenHash: row.token_hash,
    personId: row.person_id,
    keyId: row.key_id,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    userAgent: row.user_agent,
  }
}

/** Somebody's sessions that still hold, newest first. */
export async function readLiveSessions(
  db: Executor,
  personId: string,
  { now, usedAfter, limit }: { now: Instant; usedAfter: Instant; limit: number },
): Promise<Session[]> {
  const rows = await tables(db)
    .selectFrom('sessions')
    .innerJoin('keys', 'keys.id', 'sessions.key_id')
    .selectAll('sessions')
    .where('sessions.person_id', '=', personId)
    .where('sessions.ended_at', 'is', null)
    .where('sessions.expires_at', '>', now)
    .where('sessions.last_used_at', '>', usedAfter)
    .where('keys.state', '<>', 'revoked')
    .orderBy('sessions.created_at', 'desc')
    .orderBy('sessions.id')
    .limit(limit)
    .execute()
  return rows.map(toSession)
}

/** Somebody's session, over or not; null for anybody else's. */
export async function findOwnSession(db: Executor, personId: string, id: string): Promise<Session | null> {
  const query = tables(db).selectFrom('sessions').selectAll().where('id', '=', id).where('person_id', '=', personId)
  const row = await query.executeTakeFirst()
  return row === undefined ? null : toSession(row)
}

/** Whether it was this person's and had not ended: its token's hash, else null. */
export async function endOwnSession(db: Executor, personId: string, id: string, now: Instant): Promise<string | null> {
  const row = await tables(db)
    .updateTable('sessions')
    .set({ ended_at: now })
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .returning('token_hash')
    .executeTakeFirst()
  return row?.token_hash ?? null
}

/** Never backwards, whatever order requests finish in. */
export async function touchSession(db: Executor, tokenHash: string, now: Instant): Promise<void> {
  await tables(db)
    .updateTable('sessions')
    .set({ last_used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('last_used_at', '<', now)
    .execute()
}

export async function endSession(db: Executor, tokenHash: string, now: Instant): Promise<void> {
  await tables(db)
    .updateTable('sessions')
    .set({ ended_at: now })
    .where('token_hash', '=', tokenHash)
    .where('ended_at', 'is', null)
    .execute()
}

export async function endSessionsOfKey(tx: Tx, keyId: string, now: Instant): Promise<void> {
  await tables(tx)
    .updateTable('sessions')
    .set({ ended_at: now })
    .where('key_id', '=', keyId)
    .where('ended_at', 'is', null)
    .execute()
}
