/** Who typed what they could not see, and how often it was wrong: blind entries of migration 0050. */
import { sql } from 'kysely'
import { BLIND_ENTRY_TRIES } from '../domain/blind-entry.ts'
import type { Instant } from '../domain/instant.ts'
import { anyOf } from '../platform/postgres/any-of.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'

type BlindEntryRow = {
  subject_id: string
  version: number
  requirement_id: string
  person_id: string
  failures: number
  matched_at: Instant | null
}

const tables = (db: Executor) => db.withTables<{ blind_entries: BlindEntryRow }>()

export async function readBlindEntry(
  db: Executor,
  key: { subjectId: string; version: number; requirementId: string; personId: string },
): Promise<{ failures: number; matched: boolean }> {
  const row = await tables(db)
    .selectFrom('blind_entries')
    .select(['failures', 'matched_at'])
    .where('subject_id', '=', key.subjectId)
    .where('version', '=', key.version)
    .where('requirement_id', '=', key.requirementId)
    .where('person_id', '=', key.personId)
    .executeTakeFirst()
  return { failures: row?.failures ?? 0, matched: row?.matched_at != null }
}

/**
 * Counts one try, atomically: tries at the same moment take turns, and whoever comes after the last one that is allowed
 * matches nothing any more, right or wrong. A matched entry stays matched.
 */
export async function countBlindEntry(
  tx: Tx,
  key: { subjectId: string; version: number; requirementId: string; personId: string },
  matches: boolean,
  now: Instant,
): Promise<{ failures: number; matched: boolean }> {
  const row = await tables(tx)
    .insertInto('blind_entries')
    .values({
      subject_id: key.subjectId,
      version: key.version,
      requirement_id: key.requirementId,
      person_id: key.personId,
      failures: matches ? 0 : 1,
      matched_at: matches ? now : null,
    })
    .onConflict((conflict) =>
      conflict.columns(['subject_id', 'version', 'requirement_id', 'person_id']).doUpdateSet({
        failures: sql`blind_entries.failures + ${matches ? 0 : 1}`,
        matched_at: sql`coalesce(blind_entries.matched_at,
          case when blind_entries.failures < ${BLIND_ENTRY_TRIES} then excluded.matched_at end)`,
      }),
    )
    .returning(['failures', 'matched_at'])
    .executeTakeFirstOrThrow()
  return { failures: row.failures, matched: row.matched_at !== null }
}

export async function matchedBlindEntries(
  db: Executor,
  subjectId: string,
  version: number,
  personId: string,
): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('blind_entries')
    .select('requirement_id')
    .where('subject_id', '=', subjectId)
    .where('version', '=', version)
    .where('person_id', '=', personId)
    .where('matched_at', 'is not', null)
    .execute()
  return rows.map((row) => row.requirement_id)
}

/** `<subject> <version>` → the requirements for which this person typed amount and account. */
export async function readMatchedEntries(
  db: Executor,
  subjectIds: readonly string[],
  personId: string,
): Promise<ReadonlyMap<string, string[]>> {
  if (subjectIds.length === 0) return new Map()
  const rows = await tables(db)
    .selectFrom('blind_entries')
    .select(['subject_id', 'version', 'requirement_id'])
    .where('subject_id', '=', anyOf(subjectIds))
    .where('person_id', '=', personId)
    .where('matched_at', 'is not', null)
    .execute()
  const matched = new Map<string, string[]>()
  for (const row of rows) {
    const key = `${row.subject_id} ${row.version}`
    matched.set(key, [...(matched.get(key) ?? []), row.requirement_id])
  }
  return matched
}
