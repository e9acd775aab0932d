import type { Executor } from '../platform/postgres/database.ts'
import { changeIdsAbout } from './list-store.ts'
import { readHeadsById } from './store.ts'
import type { SubjectHead } from './subject-kind.ts'

/** No payee has as many changes. */
const ALL = 100_000

/** The changes of accounts and contacts that have taken effect and name this payee. */
export async function appliedChanges(
  db: Executor,
  counterpartyId: string,
): Promise<Pick<SubjectHead, 'type' | 'content'>[]> {
  const heads = await readHeadsById(db, await changeIdsAbout(db, [counterpartyId], ALL))
  return heads.filter(({ state }) => state === 'applied')
}
