import {
  CompiledQuery,
  Kysely,
  PostgresDialect,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely'
import pg from 'pg'
import { readColumn } from '../../../src/platform/postgres/column-types.ts'
import type { DatabaseRole, Db } from '../../../src/platform/postgres/database.ts'
import { inTurn } from './interleave.ts'

/** As `createDatabase`, but every statement, `begin` and `commit` among them, waits for its caller's turn. */
export function openInTurn(url: string, role: Exclude<DatabaseRole, 'migrate'>): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: 6,
    // Two that wait for each other are to be parted soon.
    options: `-c deadlock_timeout=30ms -c TimeZone=UTC -c role=countersign_${role}`,
    types: { getTypeParser: readColumn },
    pipeline: true,
  })
  pool.on('error', () => undefined)
  return new Kysely({ dialect: turnTaking(new PostgresDialect({ pool })) })
}

function turnTaking(dialect: PostgresDialect): Dialect {
  return {
    createDriver: () => turnTakingDriver(dialect.createDriver()),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  }
}

function turnTakingDriver(driver: Driver): Driver {
  const ours = new WeakMap<DatabaseConnection, DatabaseConnection>()
  const theirs = new WeakMap<DatabaseConnection, DatabaseConnection>()
  return {
    init: () => driver.init(),
    async acquireConnection() {
      const connection = await driver.acquireConnection()
      const known = ours.get(connection)
      if (known !== undefined) return known
      const wrapped = turnTakingConnection(connection, await backendOf(connection))
      ours.set(connection, wrapped)
      theirs.set(wrapped, connection)
      return wrapped
    },
    beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
    releaseConnection: (connection) => driver.releaseConnection(theirs.get(connection) ?? connection),
    destroy: () => driver.destroy(),
  }
}

function turnTakingConnection(connection: DatabaseConnection, backend: number): DatabaseConnection {
  let inTransaction = false
  return {
    executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      if (/^(begin|start transaction)/.test(query.sql)) inTransaction = true
      if (/^(commit|rollback)$/.test(query.sql)) inTransaction = false
      const takesLocks = /\b(insert|update|delete|share|log_lock)\b|advisory/i.test(query.sql)
      const statement = { sql: query.sql, backend, takesLocks, endsTransaction: !inTransaction }
      return inTurn(statement, () => connection.executeQuery<R>(query))
    },
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  }
}

async function backendOf(connection: DatabaseConnection): Promise<number> {
  const { rows } = await connection.executeQuery<{ pid: number }>(CompiledQuery.raw('select pg_backend_pid() as pid'))
  const [row] = rows
  if (row === undefined) throw new Error('The server did not say who it is')
  return row.pid
}
