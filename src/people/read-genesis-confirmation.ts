import { z } from 'zod'
import { entriesOf } from '../log/read-entries.ts'
import { genesisEntries } from '../log/read-log.ts'
import { hashLeaf } from '../log/tree.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readConfirmations } from './genesis-store.ts'
import { readPeople } from './store.ts'

/** How the administrators confirmed each other, as the log says it. */
export interface GenesisConfirmation {
  /** Leaf hash of the entry, hex: what a trust file, or a signer, names it by. */
  readonly genesisConfirmation: string
  /** Whether the two signatures are on record, so that nobody has to name the entry. */
  readonly signaturesOnRecord: boolean
  /** To be compared with the keys themselves. */
  readonly administrators: readonly {
    readonly personId: string
    readonly name: string | null
    readonly keyId: string
    readonly fingerprint: string
  }[]
}

const Fields = z.looseObject({
  confirmations: z.array(
    z.looseObject({ personId: z.string(), keyId: z.string(), confirmedKeyId: z.string(), fingerprint: z.string() }),
  ),
})

/** Null before they did, and where they need not. */
export async function readGenesisConfirmation(db: Executor): Promise<GenesisConfirmation | null> {
  const { confirmed } = await genesisEntries(db)
  const [entry] = confirmed === null ? [] : await entriesOf(db, [confirmed])
  if (entry === undefined) return null
  const { confirmations } = Fields.parse(JSON.parse(entry.body))
  const owners = new Map(confirmations.map((one) => [one.keyId, one.personId]))
  const people = new Map((await readPeople(db, [...owners.values()])).map((person) => [person.id, person.name]))
  return {
    genesisConfirmation: Buffer.from(hashLeaf(new TextEncoder().encode(entry.body))).toString('hex'),
    signaturesOnRecord: (await readConfirmations(db)).length === 2,
    administrators: confirmations.map(({ confirmedKeyId: keyId, fingerprint }) => {
      const personId = owners.get(keyId) ?? ''
      return { personId, name: people.get(personId) ?? null, keyId, fingerprint }
    }),
  }
}
