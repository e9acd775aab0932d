import { sql } from 'kysely'
import type { Executor } from '../../src/platform/postgres/database.ts'

/** From now on the record's clock is this much ahead, for every role, until it is moved again. As the schema's owner. */
export async function moveClock(owner: Executor, seconds: number): Promise<void> {
  const { rows } = await sql<{ moved: boolean }>`
    SELECT to_regprocedure('countersign_true_now()') IS NOT NULL AS moved`.execute(owner)
  if (rows[0]?.moved !== true) await sql`ALTER FUNCTION countersign_now() RENAME TO countersign_true_now`.execute(owner)
  await sql
    .raw(
      `CREATE OR REPLACE FUNCTION countersign_now() RETURNS timestamptz LANGUAGE sql VOLATILE SECURITY DEFINER
         SET search_path = public, pg_temp AS $$ SELECT countersign_true_now() + interval '${seconds} seconds' $$`,
    )
    .execute(owner)
}
