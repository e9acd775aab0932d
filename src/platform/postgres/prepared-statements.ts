import { createHash } from 'node:crypto'
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import pg from 'pg'

/**
 * A statement that comes again is prepared, once for each connection: PostgreSQL then neither parses it nor, as a rule,
 * plans it anew, which is most of what a short statement costs it. What is asked for the first time may be the only
 * time: it is sent as it is.
 */
const WORTH_PREPARING = 2

/** Statements of which we count. Texts vary with the length of their lists; those that come late are not prepared. */
const STATEMENTS = 1_000

/** What is planned at all; BEGIN and its kind are not. */
const PLANNED = /^\s*(?:select|insert|update|delete|merge|with)\b/i
const BEGINS = /^(?:begin|start transaction)\b/
const ENDS = /^(?:commit|rollback)$/

/**
 * "cached plan must not change result type": a table has changed under a statement prepared before (`select *` after a
 * migration). PostgreSQL reports it as 0A000, feature_not_supported, and names the function that found it.
 */
const STALE = { code: '0A000', routine: 'RevalidateCachedQuery' }

/** True of a statement that failed only for having been prepared too long ago. It has done nothing. */
export function isStaleStatement(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === STALE.code && error.routine === STALE.routine
}

/** `query_timeout` has passed: `pg` has destroyed the connection, which its pool would hand out once more. */
function isUnanswered(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout'
}

/** A pool for Kysely whose connections prepare what they are asked often. */
export function preparing(pool: pg.Pool): PostgresPool {
  const nameOf = createNames()
  return {
    connect: async () => prepare(await pool.connect(), nameOf),
    end: () => pool.end(),
  }
}

/** The name of a statement once it is worth one. */
type NameOf = (text: string) => string | undefined

const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>()

/** The same for the same connection: Kysely keeps what belongs to a connection by it. */
function prepare(client: pg.PoolClient, nameOf: NameOf): PostgresPoolClient {
  const known = clients.get(client)
  if (known !== undefined) return known
  let isOver = false
  let isInTransaction = false
  const ask = async <R>(text: string, values: readonly unknown[], name?: string): Promise<PostgresQueryResult<R>> => {
    const answer = await client.query({ text, values: [...values], ...(name !== undefined && { name }) })
    // So PostgreSQL ends a transaction in which something failed, and does not call it an error.
    if (text === 'commit' && answer.command !== 'COMMIT') throw new Error('What was to be committed was rolled back')
    // As Kysely's own types have it: which command it was is known from what was asked.
    return answer as unknown as PostgresQueryResult<R>
  }
  const prepared = {
    async query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
      const belongs = BEGINS.test(text) || (isInTransaction && !ENDS.test(text))
      isInTransaction = belongs
      const name = nameOf(text)
      try {
        return await ask(text, values, name)
      } catch (error) {
        if (isUnanswered(error)) isOver = true
        if (!isStaleStatement(error)) throw error
        // The others that this connection has prepared are as old.
        isOver = true
        // It has not begun to run. In a transaction, which is lost, the whole of it is tried again.
        if (belongs) throw error
        return ask(text, values)
      }
    },
    release: () => client.release(isOver),
  }
  // Kysely's cursors are not used here, and only they are missing.
  const asked = prepared as unknown as PostgresPoolClient
  clients.set(client, asked)
  return asked
}

function createNames(): NameOf {
  const statements = new Map<string, { asked: number; readonly name: string }>()
  return (text) => {
    const known = statements.get(text)
    if (known !== undefined) {
      known.asked += 1
      return known.asked >= WORTH_PREPARING ? known.name : undefined
    }
    if (statements.size < STATEMENTS && PLANNED.test(text)) statements.set(text, { asked: 1, name: nameFor(text) })
    return undefined
  }
}

/** Of at most 63 bytes, else PostgreSQL cuts it. */
function nameFor(text: string): string {
  return `countersign_${createHash('sha256').update(text).digest('base64url')}`
}
