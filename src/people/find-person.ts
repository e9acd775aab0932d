import type { Executor } from '../platform/postgres/database.ts'
import { findPersonIdByEmail, findPersonIdByExternalId, readPerson, type Person } from './store.ts'

export type { Person } from './store.ts'

/** The person on file with this id, e-mail address or external id, whoever has not left; null for anybody else. */
export async function findPerson(db: Executor, named: string): Promise<Person | null> {
  if (named.startsWith('per_')) return present(await readPerson(db, named))
  const id = (await findPersonIdByEmail(db, named)) ?? (await findPersonIdByExternalId(db, named))
  return id === null ? null : present(await readPerson(db, id))
}

function present(person: Person | null): Person | null {
  return person === null || person.state === 'left' ? null : person
}
