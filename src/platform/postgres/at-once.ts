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
    lend(connection, (provider) =>
      work(new Kysely({ ...borrowed, executor: executor.withConnectionProvider(provider) })),
    ),
  )
}

/**
 * The same transaction, whose statements are sent as they are asked. Throws when one of them failed, though nobody
 * looked: PostgreSQL would answer a COMMIT with a rollback then, and not call it an error.
 */
export async function inTransactionAtOnce<T>(serial: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  const executor = serial.getExecutor()
  const failures: unknown[] = []
  const result = await executor.provideConnection((connection) =>
    lend(connection, (provider) => {
      const failing = failingAsOne(provider, failures)
      return work(new Transaction({ ...borrowed, executor: executor.withConnectionProvider(failing) }))
    }),
  )
  if (failures.length > 0) throw failures[0]
  return result
}

/**
 * For as long as `work` takes. What it has sent is waited for, also when it fails or did not wait for it itself; what
 * of it comes later is refused, because the connection, or the transaction, may then be another's.
 */
async function lend<T>(connection: DatabaseConnection, work: (provider: ConnectionProvider) => Promise<T>): Promise<T> {
  let isOver = false
  // Answers come in order: the last is that of all.
  let last: Promise<unknown> = Promise.resolve()
  const provideConnection: ConnectionProvider['provideConnection'] = async (consumer) => {
    if (isOver) throw new Error('This comes too late: the work that it belongs to is over')
    const answered = consumer(connection)
    last = answered.catch(() => undefined)
    return answered
  }
  try {
    return await work({ provideConnection })
  } finally {
    isOver = true
    await last
  }
}

/**
 * What fails ends the transaction, and whatever was sent behind it fails for that alone (25P02): the reason is that of
 * the first.
 */
function failingAsOne(provider: ConnectionProvider, failures: unknown[]): ConnectionProvider {
  return {
    provideConnection: (consumer) =>
      provider.provideConnection(consumer).catch((reason: unknown) => {
        failures.push(reason)
        throw failures[0]
      }),
  }
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
