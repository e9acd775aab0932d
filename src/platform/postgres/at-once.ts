import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  Transaction,
  type ConnectionProvider,
  type DatabaseConnection,
  type Dialect,
  type Driver,
} from 'kysely'
import type { Executor, Tx } from './database.ts'

/*
 * Kysely sends what is asked of one connection one by one, each after the answer to the one before. Here it is sent as
 * it is asked: what does not need each other's answers is asked with one `Promise.all`, costs one round trip, and is
 * carried out in the order in which it was asked (docs/adr/0026).
 */

/** On one connection, outside of a transaction: each statement sees the record as it is when its turn comes. */
export async function onOneConnection<T>(db: Executor, work: (db: Executor) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db)
  const executor = db.getExecutor()
  return executor.provideConnection((connection) =>
    work(new Kysely({ config, dialect, driver, executor: executor.withConnectionProvider(atOnce(connection)) })),
  )
}

/** The same transaction, whose statements are sent as they are asked. */
export async function inTransactionAtOnce<T>(serial: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  const executor = serial.getExecutor()
  return executor.provideConnection((connection) => {
    const provider = failingAsOne(atOnce(connection))
    return work(new Transaction({ config, dialect, driver, executor: executor.withConnectionProvider(provider) }))
  })
}

function atOnce(connection: DatabaseConnection): ConnectionProvider {
  return { provideConnection: async (consumer) => consumer(connection) }
}

/**
 * What fails ends the transaction, and whatever was sent behind it fails for that alone (25P02): the reason is that of
 * the first.
 */
function failingAsOne(provider: ConnectionProvider): ConnectionProvider {
  let first: { readonly reason: unknown } | undefined
  return {
    provideConnection: (consumer) =>
      provider.provideConnection(consumer).catch((reason: unknown) => {
        first ??= { reason }
        throw first.reason
      }),
  }
}

/** The connection is somebody else's, who begins and ends what there is to begin and end. */
class BorrowedConnection extends DummyDriver {
  override beginTransaction(): Promise<never> {
    return Promise.reject(new TypeError('Begin transactions on the database, not on a connection of it'))
  }
}

const driver: Driver = new BorrowedConnection()
const dialect: Dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => driver,
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
}
const config = { dialect }
