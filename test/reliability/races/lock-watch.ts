import pg from 'pg'
import type { FindBlocked } from './interleave.ts'

export interface LockWatch {
  readonly findBlocked: FindBlocked
  close(): Promise<void>
}

/** Asks PostgreSQL itself who waits for whom, on a connection that waits for nobody. */
export async function watchLocks(url: string): Promise<LockWatch> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    async findBlocked(backends) {
      if (backends.length === 0) return new Set()
      const { rows } = await client.query<{ backend: number }>(
        'select backend from unnest($1::int[]) backend where cardinality(pg_blocking_pids(backend)) > 0',
        [backends],
      )
      return new Set(rows.map(({ backend }) => backend))
    },
    close: () => client.end(),
  }
}
