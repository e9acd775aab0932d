import { sql, type RawBuilder } from 'kysely'

/**
 * The right side of `column = any(…)`, which is `column in (…)` in one text however long the list: a list of another
 * length would be another statement to prepare.
 */
export function anyOf(values: readonly string[]): RawBuilder<string> {
  return sql<string>`any(${[...values]}::text[])`
}
