import type { Executor } from '../platform/postgres/database.ts'
import { readKeys } from './key-store.ts'

/** The keys a person may be asked to sign with, for a browser to find the one that is plugged in. */
export async function signingCredentials(
  db: Executor,
  personId: string,
): Promise<{ credentialId: string; transports: readonly string[] }[]> {
  const keys = await readKeys(db, [personId])
  return keys
    .filter((key) => key.state === 'active' || key.state === 'quarantined')
    .map(({ credentialId, transports }) => ({ credentialId, transports }))
}
