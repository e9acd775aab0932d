import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'

import type { JsonValue } from '../../domain/canonical-json.ts'

/** A parameter for a jsonb column. Without it the driver would write an array as a PostgreSQL array. */
export function jsonb<T extends JsonValue>(value: T): RawBuilder<T> {
  return sql<T>`cast(${JSON.stringify(value)} as jsonb)`
}
