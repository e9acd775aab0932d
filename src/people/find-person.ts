import type { Executor } from '../platform/postgres/database.ts'
import { findPersonIdByEmail, findPersonIdByExternalId, readPerson, type Person } from './store.ts'

export type { Person } from './store.ts'

/** The person on file with this e-mail address or external id, whoever has not left; null for anybody else. */
export async function findPerson(db: Executor, named: string): Promise<Person | null> {
  const id = (await findPersonIdByEmail(db, named)) ?? (await findPersonIdByExternalId(db, named))
  const person = id === null ? null : await readPerson(db, id)
  return person === null || person.state === 'left' ? null : person
}
