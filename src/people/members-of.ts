import { ROLES } from '../domain/person.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readPeople } from './store.ts'

/** Ids of everyone in a group, or with a role (`role:administrator`), who has not left. */
export async function membersOf(db: Executor, group: string): Promise<string[]> {
  const role = ROLES.find((one) => `role:${one}` === group)
  const people = (await readPeople(db, 'all')).filter((person) => person.state !== 'left')
  const members = people.filter((person) =>
    role === undefined ? person.groups.includes(group) : person.roles.includes(role),
  )
  return members.map((person) => person.id)
}
