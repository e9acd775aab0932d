import type { Tx } from '../platform/postgres/database.ts'
import { jsonb } from '../platform/postgres/jsonb.ts'
import type { Rates } from './organisation.ts'

type Tables = { organisation: { rates: Rates } }

/** Those in force, and nobody else replaces them meanwhile; null where there is no organisation. */
export async function lockRates(tx: Tx): Promise<Rates | null> {
  const row = await tx.withTables<Tables>().selectFrom('organisation').select('rates').forUpdate().executeTakeFirst()
  return row?.rates ?? null
}

export async function writeRates(tx: Tx, { asOf, maxAgeDays, rates }: Rates): Promise<void> {
  await tx
    .withTables<Tables>()
    .updateTable('organisation')
    .set({ rates: jsonb({ asOf, maxAgeDays, rates: { ...rates } }) })
    .execute()
}
