import * as log from '../log/log.ts'
import { now as readNow } from '../platform/clock.ts'
import * as outbox from '../platform/outbox.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { changeKeyState, setRevocation } from './key-store.ts'
import { endSessionsOfKey } from './session-store.ts'

interface Revocation {
  readonly keyId: string
  readonly by: string
  readonly statementDigest?: string | null
}

/**
 * Ends a key for good, with its sessions, and tells its owner. Repeating it changes nothing. `by` is a person or the
 * subject that decided, `statementDigest` of what a person signed for it.
 */
export async function revokeKey(tx: Tx, { keyId, by, statementDigest = null }: Revocation): Promise<void> {
  const now = await readNow(tx)
  if (!(await changeKeyState(tx, keyId, ['pending', 'active', 'quarantined'], { state: 'revoked', revokedAt: now })))
    return
  await endSessionsOfKey(tx, keyId, now)
  const { entryId } = await log.append(tx, {
    kind: 'key.revoked',
    fields: { keyId, by, ...(statementDigest !== null && { statementDigest }) },
  })
  const personId = await setRevocation(tx, keyId, entryId)
  // At every address on file, whoever did it: it may not have been they.
  await outbox.add(tx, { kind: 'mail', template: 'key-revoked', personIds: [personId], data: { keyId } })
}
