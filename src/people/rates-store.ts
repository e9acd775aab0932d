import type { Db, Tx } from '../platform/postgres/database.ts'
import { jsonb } from '../platform/postgres/jsonb.ts'
import type { Rates } from './organisation.ts'

type Tables = { organisation: { rates: Rates; base_currency: string } }

/** The currency that rates are in; null where there is no organisation. */
export async function readBaseCurrency(db: Db): Promise<string | null> {
  const row = await db.withTables<Tables>().selectFrom('organisation').select('base_currency').executeTakeFirst()
  return row?.base_currency ?? null
}

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
