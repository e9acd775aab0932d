import type { Bundle, BundleKey } from '../log/bundle.ts'
import { genesisEntries } from '../log/read-log.ts'
import { onOneConnection } from '../platform/postgres/at-once.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { organisationItem, personItem, type GenesisObject } from './genesis.ts'
import { readConfirmations } from './genesis-store.ts'
import { readKeysById } from './key-store.ts'
import { enrolmentHashes, readOrganisation, readPeople } from './store.ts'

/**
 * What a bundle says about people: genesis with the two administrators whose keys all others rest on, the people
 * concerned, and the keys they signed with.
 */
export async function provePeople(
  db: Executor,
  personIds: readonly string[],
  keyIds: readonly string[],
): Promise<{ genesis: Bundle['genesis']; objects: GenesisObject[]; keys: Omit<BundleKey, 'confirmedBy'>[] } | null> {
  const confirmations = await readConfirmations(db)
  const administrators = await readKeysById(
    db,
    confirmations.map((one) => one.keyId),
  )
  const everybody = [...new Set([...personIds, ...administrators.map((key) => key.personId)])]
  const everyKey = [...new Set([...keyIds, ...administrators.map((key) => key.id)])]
  const [organisation, entries, hashes, people, theirs] = await onOneConnection(db, (one) =>
    Promise.all([
      readOrganisation(one),
      genesisEntries(one),
      enrolmentHashes(one, everybody),
      readPeople(one, everybody),
      readKeysById(one, everyKey),
    ]),
  )
  if (organisation === null || entries.genesis === null) return null
  const keys: Omit<BundleKey, 'confirmedBy'>[] = []
  const known = new Map(theirs.map((key) => [key.id, key]))
  for (const keyId of everyKey) {
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
    genesis: {
      manifest: organisation.genesis,
      entryId: entries.genesis,
      confirmedEntryId: entries.confirmed,
      // What is not whole proves nothing: then the entry counts where it was trusted by name, and nowhere else.
      ...(entries.confirmed === null || confirmations.length === 2 ? { confirmations } : {}),
    },
    objects: [
      organisationItem(organisation),
      ...people.map((person) => personItem(person, hashes.get(person.id) ?? '')),
    ],
    keys,
  }
}
