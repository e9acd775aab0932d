import { admitRevocation } from '../domain/admit-revocation.ts'
import { notFound } from '../domain/errors.ts'
import { effectiveKeyState, type KeyState } from '../domain/person.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'
import { readKey, type StoredKey } from './key-store.ts'
import type { GivingUp } from './people-process.ts'
import { revokeKey } from './revoke-key.ts'

/**
 * One step, by its owner: giving up power needs nobody's consent. 404 for a key of somebody else, 403 in the session of
 * a key that may not. Both keys are read anew here and stay as they are until the transaction ends.
 */
export async function giveUpKey(tx: Tx, asked: GivingUp): Promise<void> {
  const { keyId, personId, sessionKeyId } = asked
  const keys = new Map<string, StoredKey | null>()
  // In order of id, so that two keys that are given up in each other's sessions do not wait in a circle.
  for (const id of [...new Set([keyId, sessionKeyId])].sort())
    keys.set(id, await readKey(tx, id, id === keyId ? 'update' : 'share'))
  const key = owned(keys.get(keyId), personId)
  // Done before, perhaps in an attempt that could not report it: then the session's own key may be revoked as well.
  if (key.state === 'revoked') return
  await admit(tx, key, keys.get(sessionKeyId), personId)
  await revokeKey(tx, { keyId, by: personId })
}

/** The same as far as it can be told without locks, so that what is refused reaches no workflow. */
export async function checkGivingUp(db: Executor, { keyId, personId, sessionKeyId }: GivingUp): Promise<void> {
  const [key, sessionKey] = await Promise.all([readKey(db, keyId), readKey(db, sessionKeyId)])
  await admit(db, owned(key, personId), sessionKey, personId)
}

async function admit(
  db: Executor,
  key: StoredKey,
  sessionKey: StoredKey | null | undefined,
  personId: string,
): Promise<void> {
  const now = await readNow(db)
  const stateOf = ({ state, quarantineEndsAt }: StoredKey): KeyState => effectiveKeyState(state, quarantineEndsAt, now)
  const session = owned(sessionKey, personId)
  admitRevocation({ id: session.id, state: stateOf(session) }, { id: key.id, state: stateOf(key) })
}

function owned(key: StoredKey | null | undefined, personId: string): StoredKey {
  if (key?.personId !== personId) throw notFound('security key of yours')
  return key
}
