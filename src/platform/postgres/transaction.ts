import type { IsolationLevel } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

import { inSpan } from '../telemetry/spans.ts'
import { inTransactionAtOnce } from './at-once.ts'
import type { Db, Tx } from './database.ts'
import { isStaleStatement } from './prepared-statements.ts'

const ATTEMPTS = 5
const FIRST_WAIT_MS = 10

/** PostgreSQL, appendix A: serialization_failure, deadlock_detected. The transaction had no effect; another try may. */
const RETRYABLE = new Set(['40001', '40P01'])

export interface TransactionOptions {
  /** PostgreSQL's `read committed` unless told. */
  readonly isolation?: IsolationLevel
}

/**
 * Runs `work` in one transaction and commits when it returns. Serialization failures and deadlocks are tried again,
 * so `work` may run more than once: what it does outside of `tx` must bear that. Anything else rolls back and throws.
 */
export async function transaction<T>(
  db: Db,
  work: (tx: Tx) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  return inSpan('transaction', {}, () => untilCommitted(db, work, options))
}

async function untilCommitted<T>(db: Db, work: (tx: Tx) => Promise<T>, options: TransactionOptions): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const begin = db.transaction()
      const isolated = options.isolation ? begin.setIsolationLevel(options.isolation) : begin
      return await isolated.execute((tx) => inTransactionAtOnce(tx, work))
    } catch (error) {
      if (attempt === ATTEMPTS || !isPassing(error)) throw error
      await sleep(FIRST_WAIT_MS * 2 ** attempt * (0.5 + Math.random()))
    }
  }
}

function isPassing(error: unknown): boolean {
  return RETRYABLE.has(sqlState(error) ?? '') || isStaleStatement(error)
}

/** SQLSTATE of what the database refused, e.g. `23505`; undefined when the error is not the database's. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined
}
