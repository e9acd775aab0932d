import { Client } from 'pg'
import { canonicalBytes, type JsonObject } from '../../src/domain/canonical-json.ts'
import { hashLeaf } from '../../src/log/tree.ts'
import { newId } from '../../src/platform/ids.ts'
import type { Office } from './office.ts'

type Row = Readonly<Record<string, unknown>>

/** Somebody with the database and every right in it, who knows the product as well as we do. */
export interface Intruder {
  run(sql: string, ...values: readonly unknown[]): Promise<Row[]>
  /** Inserts a row like the one found, but for these columns. Bytes are written `\x…`. */
  copy(table: string, id: string, changes: Row): Promise<void>
  /** An entry that the sequencer will take for a genuine one; `as` is the id that it says it has, if not its own. */
  forgeLogEntry(kind: string, fields: JsonObject, as?: string): Promise<string>
}

export async function withDatabase<T>({ service }: Office, work: (intruder: Intruder) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: service.databaseUrl })
  await client.connect()
  const run: Intruder['run'] = async (sql, ...values) =>
    (await client.query<Record<string, unknown>>(sql, [...values])).rows
  try {
    return await work({
      run,
      async copy(table, id, changes) {
        const key = table === 'key_counters' ? 'key_id' : table === 'releases' ? 'order_id' : 'id'
        await run(
          `INSERT INTO ${table} SELECT changed.* FROM ${table} original,
             jsonb_populate_record(original, $2::jsonb) changed WHERE original.${key} = $1`,
          id,
          JSON.stringify(changes),
        )
      },
      async forgeLogEntry(kind, fields, as) {
        const entryId = newId('ent')
        const [row] = await run('SELECT countersign_now() AS at')
        const at = row?.['at'] instanceof Date ? row['at'].toISOString() : ''
        const bytes = canonicalBytes({ ...fields, v: 1, id: as ?? entryId, at, kind })
        const body = new TextDecoder().decode(bytes)
        const columns = 'INSERT INTO log_entries (entry_id, at, kind, body, leaf_hash) VALUES ($1, $2, $3, $4, $5)'
        await run(columns, entryId, at, kind, body, Buffer.from(hashLeaf(bytes)))
        return entryId
      },
    })
  } finally {
    await client.end()
  }
}
