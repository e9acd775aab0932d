import type { Standing } from '../domain/person.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readHeldPeople } from './store.ts'

/** The people on whom a hold stands. */
export async function heldPeople(db: Executor): Promise<ReadonlySet<string>> {
  return new Set(await readHeldPeople(db))
}

/** People as the rules see them, with the holds on them. */
export function withHolds(
  people: ReadonlyMap<string, Standing>,
  held: ReadonlySet<string>,
): ReadonlyMap<string, Standing> {
  return new Map([...people].map(([id, standing]) => [id, { ...standing, isHeld: held.has(id) }]))
}
