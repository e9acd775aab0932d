import { effectiveKeyState, type KeyState } from '../domain/person.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'
import { findKeyByCredential, setCounter } from './key-store.ts'

export interface SigningKey {
  readonly keyId: string
  readonly personId: string
  readonly credentialId: string
  /** COSE_Key, CBOR. */
  readonly publicKey: Uint8Array
  readonly counter: number
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
  const { key, counter, readAt } = found
  const state = effectiveKeyState(key.state, key.quarantineEndsAt, readAt)
  return { keyId: key.id, personId: key.personId, credentialId, publicKey: key.publicKey, counter, state }
}

/** Compare-and-set; keys without a counter stay at 0 (0 → 0 is accepted). False: somebody used the same value first. */
export async function advanceCounter(tx: Tx, keyId: string, from: number, to: number): Promise<boolean> {
  if (to < from || (to === from && to !== 0)) return false
  return setCounter(tx, keyId, from, to)
}
