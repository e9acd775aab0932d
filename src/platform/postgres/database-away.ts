import { types } from 'node:util'
import pg from 'pg'

/**
 * PostgreSQL, appendix A, by class or code: the connection, resources, an operator who stops it; and by us: a statement
 * or a lock that took too long, an abandoned transaction, a server that only reads (a standby after a failover), a
 * conflict that several tries did not settle.
 */
const CLASSES = ['08', '53', '57', '58']
const CODES = ['55P03', '25P03', '25P04', '25006', '40001', '40P01']
const SYSTEM_CODES = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH']
/** `pg` and its pool give these no code: pg-pool/index.js, pg/lib/client.js. */
const MESSAGES = [
  'timeout exceeded when trying to connect',
  'Connection terminated',
  'Client has encountered a connection error and is not queryable',
  'timeout expired',
  'Query read timeout',
]

/** Whether the database could not be reached or had no time, so that the same may succeed a little later. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) {
    const code = error.code ?? ''
    return CLASSES.includes(code.slice(0, 2)) || CODES.includes(code)
  }
  if (!types.isNativeError(error)) return false
  if ('code' in error && 'syscall' in error && SYSTEM_CODES.includes(String(error.code))) return true
  return MESSAGES.some((message) => error.message.startsWith(message))
}
