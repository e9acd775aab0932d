import { lockKeyStates } from '../people/revoked-keys.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { readEvidence } from './store.ts'
import type { SubjectHead } from './subject-kind.ts'

/** The keys that have signed this subject stay as they are until the transaction ends; read them after this. */
export async function lockSigningKeys(tx: Tx, head: Pick<SubjectHead, 'id'>): Promise<void> {
  const evidence = await readEvidence(tx, [head.id])
  await lockKeyStates(
    tx,
    evidence.map((one) => one.keyId),
  )
}
