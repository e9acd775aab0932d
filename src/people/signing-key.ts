import { effectiveKeyState, type KeyState } from '../domain/person.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'
import { isCounterAccepted } from './keys/verify-assertion.ts'
import { findKeyByCredential, lockCounter, setCounter } from './key-store.ts'

export interface SigningKey {
  readonly keyId: string
  readonly personId: string
  readonly credentialId: string
  /** COSE_Key, CBOR. */
  readonly publicKey: Uint8Array
  /** As it is now: a quarantine that is over counts as active. */
  readonly state: KeyState
}

/**
 * The key on record with this credential id, whatever its state. Locked, it keeps that state until the transaction
 * ends: a revocation is either known or comes after what is written in it.
 */
export async function signingKey(
  db: Executor,
  credentialId: string,
  lock: 'none' | 'share' = 'none',
): Promise<SigningKey | null> {
  const found = await findKeyByCredential(db, credentialId, lock)
  if (found === null) return null
  const { key, readAt } = found
  const state = effectiveKeyState(key.state, key.quarantineEndsAt, readAt)
  return { keyId: key.id, personId: key.personId, credentialId, publicKey: key.publicKey, state }
}

/**
 * Where an answer is kept, and once for each: whoever comes later finds this value used. False: it does not lie beyond
 * what was used before, so that there may be a copy of the key. Read behind the lock, so that of two answers given one
 * after the other neither is taken for the other's copy.
 */
export async function spendCounter(tx: Tx, keyId: string, presented: number): Promise<boolean> {
  const stored = await lockCounter(tx, keyId)
  if (!isCounterAccepted(stored, presented)) return false
  // Keys without a counter stay at 0.
  if (presented !== stored) await setCounter(tx, keyId, presented)
  return true
}
