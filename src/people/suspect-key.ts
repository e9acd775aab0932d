import * as log from '../log/log.ts'
import * as outbox from '../platform/outbox.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { membersOf } from './members-of.ts'
import type { SigningKey } from './signing-key.ts'

/**
 * A key's counter did not move forward, and what it signed was kept all the same: it may have been copied. Its owner and
 * security are told, and nothing is done to it; revoking it is theirs.
 */
export async function suspectKey(tx: Tx, { keyId, personId }: Pick<SigningKey, 'keyId' | 'personId'>): Promise<void> {
  await log.append(tx, { kind: 'key.suspected', fields: { keyId, personId } })
  const personIds = [...new Set([personId, ...(await membersOf(tx, 'security'))])]
  await outbox.add(tx, { kind: 'mail', template: 'key-suspected', personIds, data: { keyId } })
}
