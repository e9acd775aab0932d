/** Where mail goes: the addresses of people and contacts as they are on file when it is sent. */
import type { Executor } from '../platform/postgres/database.ts'

type Tables = {
  organisation: { name: string; locale: string }
  people: { id: string; email: string; state: 'pending' | 'active' | 'left' }
  contacts: { id: string; owner_type: string; owner_id: string; kind: 'phone' | 'email'; value: string; state: string }
}

const tables = (db: Executor) => db.withTables<Tables>()

export async function readLetterhead(db: Executor): Promise<{ name: string; locale: string } | null> {
  const row = await tables(db).selectFrom('organisation').select(['name', 'locale']).executeTakeFirst()
  return row ?? null
}

/** Every address of somebody who has not left, the one they sign in with first. */
export async function readPersonAddresses(db: Executor, personId: string): Promise<string[]> {
  const person = await tables(db)
    .selectFrom('people')
    .select('email')
    .where('id', '=', personId)
    .where('state', '!=', 'left')
    .executeTakeFirst()
  if (person === undefined) return []
  const contacts = await tables(db)
    .selectFrom('contacts')
    .select('value')
    .where('owner_type', '=', 'person')
    .where('owner_id', '=', personId)
    .where('kind', '=', 'email')
    .where('state', '=', 'active')
    .orderBy('id')
    .execute()
  return [person.email, ...contacts.map((contact) => contact.value)]
}

/** Also of a contact that was retired since: it is the old one that has to hear of a new one. */
export async function readContactAddress(db: Executor, contactId: string): Promise<string | null> {
  const row = await tables(db)
    .selectFrom('contacts')
    .select('value')
    .where('id', '=', contactId)
    .where('kind', '=', 'email')
    .executeTakeFirst()
  return row?.value ?? null
}
