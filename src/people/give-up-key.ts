import { notFound } from '../domain/errors.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { readKey } from './key-store.ts'
import { revokeKey } from './revoke-key.ts'

/** One step, by its owner: giving up power needs nobody's consent. 404 for a key of somebody else. */
export async function giveUpKey(
  tx: Tx,
  { keyId, personId }: { readonly keyId: string; readonly personId: string },
): Promise<void> {
  const key = await readKey(tx, keyId, 'update')
  if (key?.personId !== personId) throw notFound('security key of yours')
  await revokeKey(tx, { keyId, by: personId })
}
