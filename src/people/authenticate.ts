import { plus } from '../domain/instant.ts'
import { effectiveKeyState, type KeyState, type Role } from '../domain/person.ts'
import type { Db } from '../platform/postgres/database.ts'
import { hashSecret } from './secret.ts'
import { findLiveSession, touchSession } from './session-store.ts'
import { SESSION_MS } from './session.ts'
import { findClientBySecret } from './store.ts'

export interface PersonCaller {
  readonly kind: 'person'
  readonly personId: string
  readonly sessionHash: string
  readonly keyId: string
  /** Now: a pending key sees, and signs nothing. */
  readonly keyState: KeyState
  readonly roles: readonly Role[]
  readonly sessionExpiresAt: string
}

export interface ClientCaller {
  readonly kind: 'client'
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly channels: readonly string[]
}

export type Caller = PersonCaller | ClientCaller

/** The person of a session that is neither ended, idle nor too old; its use is noted, if it is one. */
export async function authenticateSession(db: Db, token: string, isUse = true): Promise<PersonCaller | null> {
  const session = await findLiveSession(db, hashSecret(token), SESSION_MS.idle)
  if (session === null) return null
  const now = session.readAt
  if (isUse && session.lastUsedAt < plus(now, -SESSION_MS.touch)) await touchSession(db, session.tokenHash, now)
  return {
    kind: 'person',
    personId: session.personId,
    sessionHash: session.tokenHash,
    keyId: session.keyId,
    keyState: effectiveKeyState(session.keyState, session.quarantineEndsAt, now),
    roles: session.roles,
    sessionExpiresAt: session.expiresAt,
  }
}

export async function authenticateClient(db: Db, secret: string): Promise<ClientCaller | null> {
  const client = await findClientBySecret(db, hashSecret(secret))
  if (client?.state !== 'active') return null
  return { kind: 'client', clientId: client.id, scopes: client.scopes, channels: client.channels }
}
