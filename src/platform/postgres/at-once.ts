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
} from 'kysely'
import type { Executor, Tx } from './database.ts'

/*
 * Kysely sends what is asked of one connection one by one, each after the answer to the one before. Here it is sent as
 * it is asked: what does not need each other's answers is asked with one `Promise.all`, is carried out in the order in
 * which it was asked, and costs one round trip (docs/adr/0026).
 */

/** On one connection, outside of a transaction: each statement sees the record as it is when its turn comes. */
export async function onOneConnection<T>(db: Executor, work: (db: Executor) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db)
  const executor = db.getExecutor()
  return executor.provideConnection((connection) =>
    work(new Kysely({ ...borrowed, executor: executor.withConnectionProvider(atOnce(connection)) })),
  )
}

/**
 * The same transaction, whose statements are sent as they are asked. Returns when all have been carried out, also those
 * that nobody waited for, and throws when one of them failed: PostgreSQL would answer a COMMIT with a rollback then, and
 * not call it an error.
 */
export async function inTransactionAtOnce<T>(serial: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  const executor = serial.getExecutor()
  return executor.provideConnection(async (connection) => {
    const statements = failingAsOne(atOnce(connection))
    const result = await work(
      new Transaction({ ...borrowed, executor: executor.withConnectionProvider(statements.provider) }),
    )
    await statements.carriedOut()
    return result
  })
}

function atOnce(connection: DatabaseConnection): ConnectionProvider {
  return { provideConnection: async (consumer) => consumer(connection) }
}

/**
 * What fails ends the transaction, and whatever was sent behind it fails for that alone (25P02): the reason is that of
 * the first.
 */
function failingAsOne(connection: ConnectionProvider) {
  let failure: { readonly reason: unknown } | undefined
  // Answers come in order: the last is that of all.
  let last: Promise<unknown> = Promise.resolve()
  const provider: ConnectionProvider = {
    provideConnection(consumer) {
      const answered = connection.provideConnection(consumer).catch((reason: unknown) => {
        failure ??= { reason }
        throw failure.reason
      })
      last = answered.catch(() => undefined)
      return answered
    },
  }
  const carriedOut = async (): Promise<void> => {
    await last
    if (failure !== undefined) throw failure.reason
  }
  return { provider, carriedOut }
}

/** The connection is somebody else's, who begins and ends what there is to begin and end. */
class BorrowedConnection extends DummyDriver {
  override beginTransaction(): Promise<never> {
    return Promise.reject(new TypeError('Begin transactions on the database, not on a connection of it'))
  }
}

const driver = new BorrowedConnection()
const dialect: Dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => driver,
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
}
const borrowed = { config: { dialect }, dialect, driver }
