import type { JsonObject } from '../domain/canonical-json.ts'
import type { SubjectType } from '../domain/subject.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { changeIdsAbout } from './list-store.ts'
import { readHeadsById } from './store.ts'

/** No payee has as many changes. */
const ALL = 100_000

/** What the changes of this type say that have taken effect and name this payee. */
export async function appliedChanges(db: Executor, type: SubjectType, counterpartyId: string): Promise<JsonObject[]> {
  const heads = await readHeadsById(db, await changeIdsAbout(db, [counterpartyId], ALL))
  return heads.filter((head) => head.type === type && head.state === 'applied').map((head) => head.content)
}
