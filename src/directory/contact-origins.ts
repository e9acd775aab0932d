import { contactItem, type GenesisObject } from '../people/genesis.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readOrigins } from './store.ts'

/** What vouches for contacts on file: the changes that put those of payees there, and what genesis says of people's. */
export async function contactOrigins(
  db: Executor,
  contactIds: readonly string[],
): Promise<{ readonly vettedBy: string[]; readonly ofGenesis: GenesisObject[] }> {
  const origins = await readOrigins(db, contactIds)
  return {
    vettedBy: origins.flatMap((one) => (one.ownerType === 'counterparty' ? [one.vettedBy] : [])),
    ofGenesis: origins.flatMap(({ ownerType, ownerId: personId, id, kind: type, value, timeZone }) =>
      ownerType === 'person' ? [contactItem({ id, personId, type, value, timeZone })] : [],
    ),
  }
}
