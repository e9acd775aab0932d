import type { Bundle, BundleKey } from '../log/bundle.ts'
import { genesisEntries } from '../log/read-log.ts'
import { onOneConnection } from '../platform/postgres/at-once.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { organisationItem, personItem, type GenesisObject } from './genesis.ts'
import { readKeysById } from './key-store.ts'
import { enrolmentHashes, readOrganisation, readPeople } from './store.ts'

/** What a bundle says about people: genesis, the people concerned, and the keys they signed with. */
export async function provePeople(
  db: Executor,
  personIds: readonly string[],
  keyIds: readonly string[],
): Promise<{ genesis: Bundle['genesis']; objects: GenesisObject[]; keys: Omit<BundleKey, 'confirmedBy'>[] } | null> {
  const [organisation, entries, hashes, people, theirs] = await onOneConnection(db, (one) =>
    Promise.all([
      readOrganisation(one),
      genesisEntries(one),
      enrolmentHashes(one, personIds),
      readPeople(one, personIds),
      readKeysById(one, keyIds),
    ]),
  )
  if (organisation === null || entries.genesis === null) return null
  const keys: Omit<BundleKey, 'confirmedBy'>[] = []
  const known = new Map(theirs.map((key) => [key.id, key]))
  for (const keyId of keyIds) {
    const key = known.get(keyId)
    if (key === undefined) continue
    keys.push({
      keyId,
      personId: key.personId,
      credentialId: key.credentialId,
      publicKey: Buffer.from(key.publicKey).toString('base64url'),
      attestationObject: key.attestationObject,
      clientDataJSON: key.clientDataJSON,
      statement: Buffer.from(key.statement).toString('base64url'),
      enrolmentToken: key.enrolmentToken,
      enrolledAt: key.enrolledAt,
      entryId: key.entryId,
      revocationEntryId: key.revocationEntryId,
    })
  }
  return {
    genesis: { manifest: organisation.genesis, entryId: entries.genesis, confirmedEntryId: entries.confirmed },
    objects: [
      organisationItem(organisation),
      ...people.map((person) => personItem(person, hashes.get(person.id) ?? '')),
    ],
    keys,
  }
}
