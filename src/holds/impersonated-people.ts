import type { Executor } from '../platform/postgres/database.ts'
import { readPeopleWithOpenCase } from './store.ts'

/** Of these people, those whom somebody is reported to pose as: `ACTIVE_IMPERSONATION` for what names them. */
export async function impersonatedPeople(db: Executor, personIds: readonly string[]): Promise<string[]> {
  return readPeopleWithOpenCase(db, 'impersonation', personIds)
}
