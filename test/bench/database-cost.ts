import { asSuperuser } from '../support/as-superuser.ts'

export interface DatabaseCost {
  /** That wrote something: those that only read cost no place in the log on disk. */
  readonly commits: number
  readonly walBytes: number
}

/** What the whole cluster has committed and written to its log so far. */
export function databaseCost(url: string): Promise<DatabaseCost> {
  return asSuperuser(url, async (client) => {
    // The next transaction id: counted at once, where the statistics of back ends come in up to ten seconds later.
    const { rows } = await client.query<{ commits: string; bytes: string }>(
      "SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS commits, pg_current_wal_lsn() - '0/0' AS bytes",
    )
    return { commits: Number(rows[0]?.commits), walBytes: Number(rows[0]?.bytes) }
  })
}

/** How often a second PostgreSQL commits one inserted row: one connection, one after the other, durable. */
export function singleInsertRate(url: string, inserts: number): Promise<number> {
  return asSuperuser(url, async (client) => {
    await client.query('CREATE TABLE IF NOT EXISTS bench_inserts (id uuid PRIMARY KEY, at timestamptz NOT NULL)')
    const began = performance.now()
    for (let index = 0; index < inserts; index += 1)
      await client.query('INSERT INTO bench_inserts VALUES (gen_random_uuid(), now())')
    return (inserts * 1000) / (performance.now() - began)
  })
}
