import { Kysely, DummyDriver, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import { entryOf } from '../../log/log.ts'
import type { Db } from '../../platform/postgres/database.ts'
import { createLogReader, type LogReader } from './log-reader.ts'

const AT = '2026-11-30T09:12:00.000Z'

/** A database with a log of these entries, which is all that a reader asks for. */
function databaseOf(entries: readonly ReturnType<typeof entryOf>[]): Db {
  const connection: DatabaseConnection = {
    async executeQuery<R>({ parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const [from, limit] = parameters.map(Number)
      const rows = entries.slice(from, (from ?? 0) + (limit ?? 0)).map((entry, index) => ({
        ...{ entry_id: entry.entryId, at: entry.at, kind: entry.kind, body: entry.body, leaf_hash: entry.leafHash },
        leaf_index: String((from ?? 0) + index),
      }))
      return { rows: rows as R[] }
    },
    async *streamQuery() {},
  }
  class Driver extends DummyDriver {
    override acquireConnection = async () => connection
  }
  return new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new Driver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
}

describe('What the signer has read of an order', () => {
  const entry = (kind: string, id = 'ord_1') => entryOf({ kind, at: AT, fields: { subject: { id } } })

  async function read(entries: readonly ReturnType<typeof entryOf>[]): Promise<LogReader> {
    const reader = createLogReader()
    await reader.readTo(databaseOf(entries), entries.length)
    return reader
  }

  it('stays complete when it is released, for the tokens that are still to come', async () => {
    const entries = ['submitted', 'assessed'].map((kind) => entry(`subject.${kind}`))
    const signed = [entry('evidence.accepted'), entry('evidence.accepted')]
    const released = entry('subject.released')
    const late = entry('evidence.accepted')
    const reader = await read([...entries, ...signed, entry('subject.approved'), released])
    const known = {
      assessments: [0, 1],
      evidence: [2, 3],
      state: { kind: 'subject.released', leafIndex: 5 },
    }
    expect(reader.subject('ord_1')).toEqual(known)
    const more = await read([...entries, ...signed, entry('subject.approved'), released, late])
    expect(more.subject('ord_1')).toEqual({ ...known, evidence: [2, 3, 6] })
  })

  it.each(['denied', 'expired', 'cancelled', 'executed', 'failed', 'returned'])(
    'stays over once it is %s, whatever is written after it',
    async (end) => {
      const after = ['submitted', 'assessed', 'approved', 'released'].map((kind) => entry(`subject.${kind}`))
      const reader = await read([entry('subject.submitted'), entry(`subject.${end}`), ...after])
      expect(reader.subject('ord_1')).toEqual({ assessments: [], evidence: [], state: { kind: 'over', leafIndex: -1 } })
      expect(reader.subject('ord_2').state).toBeNull()
    },
  )
})
