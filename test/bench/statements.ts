import { asSuperuser } from '../support/as-superuser.ts'

/** What PostgreSQL was asked from here on, dearest first, for each of `orders`. */
export async function watchStatements(url: string): Promise<{ since(orders: number): Promise<string> }> {
  await asSuperuser(url, async (client) => {
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
    await client.query('SELECT pg_stat_statements_reset()')
  })
  return {
    since: (orders) =>
      asSuperuser(url, async (client) => {
        const { rows } = await client.query<{ calls: string; ms: string; query: string }>(
          `SELECT calls / $1::float8 AS calls, total_exec_time / $1 AS ms, regexp_replace(query, '\\s+', ' ', 'g') AS query
           FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT 200`,
          [orders],
        )
        const lines = rows.map(
          ({ calls, ms, query }) =>
            `${Number(calls).toFixed(2)} calls ${Number(ms).toFixed(3)} ms  ${query.slice(0, 240)}`,
        )
        return `${lines.join('\n')}\n`
      }),
  }
}
