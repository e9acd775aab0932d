import { lockKeyStates } from '../people/revoked-keys.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { lockInOrder } from '../platform/postgres/lock-in-order.ts'
import type { StoredEvidence } from './evidence-store.ts'

/** A subject's evidence with the keys it was given with, which stay as they are until the transaction ends. */
export interface HeldEvidence {
  readonly evidence: readonly StoredEvidence[]
  /** Whoever is told that their key is revoked can rely on it: nothing is decided on it any more. */
  readonly revoked: ReadonlySet<string>
}

/**
 * Of a subject whose row is locked, so that no evidence can be added; take the time after this, which may have to wait.
 */
export async function holdKeysStill(tx: Tx, evidence: readonly StoredEvidence[]): Promise<HeldEvidence> {
  const keyIds = [...new Set(evidence.map((one) => one.keyId))]
  return { evidence, revoked: await lockKeyStates(tx, keyIds) }
}

/** The same, and what signers, and whoever else is named, have left to spend today stays as it is. */
export async function holdSignersStill(
  tx: Tx,
  evidence: readonly StoredEvidence[],
  also: readonly string[] = [],
): Promise<HeldEvidence> {
  const spending = lockSpending(tx, [...evidence.map((one) => one.personId), ...also])
  const [, held] = await Promise.all([spending, holdKeysStill(tx, evidence)])
  return held
}

/** Decisions that count the same person's spending take turns, so that two of them do not both use what is left. */
async function lockSpending(tx: Tx, personIds: readonly string[]): Promise<void> {
  await lockInOrder(
    tx,
    personIds.map((personId) => `spending ${personId}`),
  )
}
