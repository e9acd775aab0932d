import { sql } from 'kysely'
import type { Executor } from '../../src/platform/postgres/database.ts'

/**
 * From now on the record's clock is this much ahead, for every role, until it is moved again: ahead of the log too, so
 * that it is further still once something was logged by it. As the schema's owner. The function stays the same one with
 * another body: statements that connections have prepared go by the moved clock as well.
 */
export async function moveClock(owner: Executor, seconds: number): Promise<void> {
  const { rows } = await sql<{ definition: string | null }>`
    SELECT CASE WHEN to_regprocedure('countersign_true_now()') IS NULL
                THEN pg_get_functiondef('countersign_now()'::regprocedure) END AS definition`.execute(owner)
  const definition = rows[0]?.definition ?? null
  if (definition !== null) await sql.raw(definition.replace('countersign_now', 'countersign_true_now')).execute(owner)
  await sql
    .raw(
      `CREATE OR REPLACE FUNCTION countersign_now() RETURNS timestamptz LANGUAGE sql VOLATILE SECURITY DEFINER
         SET search_path = public, pg_temp AS $$ SELECT countersign_true_now() + interval '${seconds} seconds' $$`,
    )
    .execute(owner)
}
