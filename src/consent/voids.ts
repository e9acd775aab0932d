import { offFile } from '../directory/off-file.ts'
import { contactRung } from '../log/verify/rung-contact.ts'
import { revokedKeys } from '../people/revoked-keys.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { bytesToBase64url } from './base64url.ts'
import { readCallbacks, type Callback } from './challenge-store.ts'
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

/** What was signed says whom they rang, and is read only where somebody who was rung is off file by now. */
async function callsToWhatIsOffFile(
  db: Executor,
  calls: readonly SlimEvidence[],
): Promise<(readonly [evidenceId: string, contactId: string])[]> {
  if (calls.length === 0) return []
  const callbacks = await readCallbacks(db, [...new Set(calls.map(({ subject }) => subject.id))])
  const gone = await offFile(db, [...new Set(callbacks.map(({ contactId }) => contactId))])
  if (gone.length === 0) return []
  const statements = await readStatements(
    db,
    calls.map(({ id }) => id),
  )
  return statements.flatMap(({ id, statement }) => {
    const contactId = contactRung(
      { statement: bytesToBase64url(statement) },
      { callbacks: callbacks.flatMap(recorded) },
    )
    return contactId !== null && gone.some((one) => one.id === contactId) ? [[id, contactId] as const] : []
  })
}

function recorded({ id, outcome }: Callback) {
  return outcome === null ? [] : [{ id, outcome }]
}
