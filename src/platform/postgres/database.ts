import { Kysely, PostgresDialect } from 'kysely'
import type { Transaction } from 'kysely'
import pg from 'pg'

import { OUR_END, THEIR_END } from './both-ends.ts'
import { readColumn } from './column-types.ts'
import { preparing } from './prepared-statements.ts'

/**
 * No table is declared here: each room's store declares its own and says `db.withTables<ItsTables>()`, so that no
 * room can reach another's tables by accident.
 */
// oxlint-disable-next-line no-empty-object-type -- Kysely's word for "a database of no tables"
export type Db = Kysely<{}>
// oxlint-disable-next-line no-empty-object-type
export type Tx = Transaction<{}>
export type Executor = Db | Tx

/** `migrate` owns the schema and takes on no role; the others have exactly what the migrations GRANT them. */
export type DatabaseRole = 'api' | 'worker' | 'signer' | 'migrate'

export interface DatabaseOptions {
  readonly url: string
  readonly role: DatabaseRole
  /** Connections at most; 10 unless told. */
  readonly max?: number
  /** Ends a statement, or the wait for a lock, that takes longer; for callers who wait for an answer. */
  readonly patience?: Patience
  /** Told of connections that break while idle, and of any that break in use. The pool replaces them by itself. */
  readonly onError: (error: Error) => void
}

export interface Patience {
  readonly connectMs: number
  readonly statementMs: number
  readonly lockMs: number
}

/** A worker waits for locks as long as it has to, but not for a machine that is gone. */
const LONGEST_MS = 300_000
/** The server's own answer, that it took too long, says more than ours. */
const SPARE_MS = 5_000

/**
 * Every connection takes on `countersign_<role>` before its first query. In one-machine profiles one login may do
 * all; in production give each process a login of its own that is a member of its one role, because a login that is
 * a member of all could `SET ROLE` again (docs/operations.md).
 */
export function createDatabase(options: DatabaseOptions): Db {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 10,
    application_name: `countersign-${options.role}`,
    connectionTimeoutMillis: options.patience?.connectMs ?? 10_000,
    ...(options.patience && { statement_timeout: options.patience.statementMs, lock_timeout: options.patience.lockMs }),
    // A process that hangs inside a transaction must not hold its locks (holds, challenges) for ever.
    idle_in_transaction_session_timeout: 60_000,
    ...OUR_END,
    // Where the server vanished, what it would have ended is ended here; a migration may take as long as it does.
    ...(options.role !== 'migrate' && { query_timeout: (options.patience?.statementMs ?? LONGEST_MS) + SPARE_MS }),
    // Sent as it is asked; who asks for several things at once is in at-once.ts.
    pipeline: true,
    types: { getTypeParser: readColumn },
    // oxlint-disable-next-line no-misused-promises -- the pool waits for it, though its types do not say so
    onConnect: (client) => enterRole(client, options.role),
  })
  pool.on('error', options.onError)
  // A connection that breaks while checked out emits `error` too, and without a listener that ends the process.
  pool.on('connect', (client) => client.on('error', options.onError))
  // A migration is run once, and may be several statements in one.
  const asked = options.role === 'migrate' ? pool : preparing(pool)
  const db: Db = new Kysely({ dialect: new PostgresDialect({ pool: asked }) })
  pools.set(db, pool)
  return db
}

const pools = new WeakMap<Db, pg.Pool>()

/** Of the connections of a `Db` that `createDatabase` made: how many work, stand idle, and how many wait for one. */
export function readPool(db: Db): { busy: number; idle: number; waiting: number } {
  const { totalCount = 0, idleCount = 0, waitingCount = 0 } = pools.get(db) ?? {}
  return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount }
}

async function enterRole(client: pg.ClientBase, role: DatabaseRole): Promise<void> {
  // What runs without a transaction of its own counts on it too, whatever the server's default is.
  await client.query(`SET TIME ZONE 'UTC'; SET default_transaction_isolation = 'read committed'; ${THEIR_END}`)
  if (role === 'migrate') return
  try {
    await client.query(`SET ROLE countersign_${role}`)
  } catch (cause) {
    throw new Error(
      `The database login may not act as countersign_${role}. Run \`countersign migrate\`, then as a database ` +
        `administrator: GRANT countersign_${role} TO <login>`,
      { cause },
    )
  }
}
