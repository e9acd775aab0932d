import { sql } from 'kysely'
import type { Tx } from '../platform/postgres/database.ts'
import { readEvidence } from './store.ts'
import type { SubjectHead } from './subject-kind.ts'

/**
 * What a person may let go in a day is counted over all payments: two that are settled at the same moment take turns
 * for every signer they share, so that the second sees the first. Sorted, so that nobody waits in a circle.
 */
export async function lockSpending(tx: Tx, head: SubjectHead): Promise<void> {
  if (head.type !== 'order') return
  const signers = new Set((await readEvidence(tx, [head.id])).map((one) => one.personId))
  for (const personId of [...signers].toSorted()) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`spending ${personId}`}, 0))`.execute(tx)
  }
}
