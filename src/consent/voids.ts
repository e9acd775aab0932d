import { offFile } from '../directory/off-file.ts'
import { rungIn } from '../log/verify/rung-contact.ts'
import { revokedKeys } from '../people/revoked-keys.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readStatements, type SlimEvidence } from './evidence-store.ts'

/**
 * What of the evidence on a subject that is not released counts no longer, by its id, and what made it void: the key that
 * was revoked since, or the contact that was rung and then taken off file. Whoever signed may do so again, with another
 * key or after another call. A denial stays: no revocation takes it back.
 */
export async function voids(
  db: Executor,
  evidence: readonly SlimEvidence[],
  known?: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const counted = evidence.filter((one) => one.decision !== 'deny' && one.voidedBy === null)
  const revoked = known ?? (await revokedKeys(db, [...new Set(counted.map((one) => one.keyId))]))
  const byKey = counted.filter((one) => revoked.has(one.keyId)).map((one) => [one.id, one.keyId] as const)
  const byContact = await callsToWhatIsOffFile(
    db,
    counted.filter((one) => one.kind === 'callback'),
  )
  return new Map([...byContact, ...byKey])
}

async function callsToWhatIsOffFile(
  db: Executor,
  calls: readonly SlimEvidence[],
): Promise<(readonly [evidenceId: string, contactId: string])[]> {
  if (calls.length === 0) return []
  const rung = (
    await readStatements(
      db,
      calls.map(({ id }) => id),
    )
  ).flatMap(({ id, statement }) => {
    const contact = rungIn(statement)
    return contact === null ? [] : [[id, contact.id] as const]
  })
  const gone = await offFile(db, [...new Set(rung.map(([, contactId]) => contactId))])
  return rung.filter(([, contactId]) => gone.some(({ id }) => id === contactId))
}
