import type { Executor } from '../platform/postgres/database.ts'
import { resemblesSomebody } from '../domain/resembles-somebody.ts'
import { matchKey } from '../domain/text.ts'
import { findPersonByEmail, findPersonIdByExternalId, readPeople, readPerson, type Person } from './store.ts'

export type { Person } from './store.ts'

/** As `newId` makes them. An address may begin like one: Per is a first name. */
const PERSON_ID = /^per_[0-9a-z]{26}$/

/** The person on file with this id, e-mail address or external id, whoever has not left; null for anybody else. */
export async function findPerson(db: Executor, named: string): Promise<Person | null> {
  const byId = PERSON_ID.test(named) ? await readPerson(db, named) : null
  if (byId !== null) return present(byId)
  const byEmail = await findPersonByEmail(db, named)
  if (byEmail !== null) return present(byEmail)
  const id = await findPersonIdByExternalId(db, named)
  return id === null ? null : present(await readPerson(db, id))
}

/** Whether somebody on file goes by this name, as names are matched. */
export async function isNameOnFile(db: Executor, name: string): Promise<boolean> {
  const wanted = matchKey(name)
  return (await readPeople(db, 'all')).some((person) => person.state !== 'left' && matchKey(person.name) === wanted)
}

/** Whether somebody on file could be meant by, or taken for, what is no name or address of theirs. */
export async function resemblesOnFile(db: Executor, named: string): Promise<boolean> {
  const people = await readPeople(db, 'all')
  return resemblesSomebody(
    named,
    people.filter((person) => person.state !== 'left'),
  )
}

function present(person: Person | null): Person | null {
  return person === null || person.state === 'left' ? null : person
}
