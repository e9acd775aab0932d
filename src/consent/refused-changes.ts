import type { JsonObject } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import type { SubjectType } from '../domain/subject.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { deniedSince } from './list-store.ts'
import { readHeadsById } from './store.ts'

/** What the changes of this type say that were denied since then, and those of `others` that are of this type. */
export async function refusedChanges(
  db: Executor,
  type: SubjectType,
  since: Instant,
  others: readonly string[],
): Promise<JsonObject[]> {
  const denied = await deniedSince(db, type, since)
  const heads = await readHeadsById(db, [...new Set([...denied, ...others])])
  return heads.filter((head) => head.type === type).map((head) => head.content)
}
