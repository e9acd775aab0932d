import { sql } from 'kysely'
import type { JsonObject } from '../../domain/canonical-json.ts'
import { conflict, CountersignError } from '../../domain/errors.ts'
import { jsonb } from '../postgres/jsonb.ts'
import type { Db, Tx } from '../postgres/database.ts'
import { transaction } from '../postgres/transaction.ts'

export interface IdempotentRequest {
  /** Whose keys these are: keys of two callers never meet. */
  readonly clientId: string
  readonly key: string | undefined
  /** Of method, path and body. */
  readonly requestHash: string
}

export interface IdempotentAnswer {
  readonly status: number
  readonly body: object
  readonly replayed: boolean
}

interface StoredAnswer {
  readonly request_hash: string
  readonly response_status: number
  readonly response_body: JsonObject
}

/**
 * Does `work` once for a key, in one transaction with the record of its answer: either both are there or neither. Only
 * success is kept: a refusal changed nothing and may be cured meanwhile (a key enrolled, a hold lifted), so the same
 * key may be tried again, also with a corrected request.
 * A second request while the first runs does not wait for it: 409 `IDEMPOTENCY_IN_FLIGHT`.
 */
export async function withIdempotency(
  db: Db,
  { clientId, key, requestHash }: IdempotentRequest,
  work: (tx: Tx) => Promise<{ status: number; body: object }>,
): Promise<IdempotentAnswer> {
  if (key === undefined || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new CountersignError({
      code: 'IDEMPOTENCY_KEY_REQUIRED',
      status: 400,
      detail: 'Send an Idempotency-Key of 1 to 255 visible ASCII characters, the same when you repeat the request.',
    })
  }
  return transaction(db, async (tx) => {
    const locking = sql<{
      locked: boolean
    }>`select pg_try_advisory_xact_lock(hashtextextended(${`idempotency ${clientId} ${key}`}, 0)) as locked`
    const reading = sql<StoredAnswer>`
      select request_hash, response_status, response_body from idempotency_keys where client_id = ${clientId} and key = ${key}
    `
    const [{ rows: locks }, { rows }] = await Promise.all([locking.execute(tx), reading.execute(tx)])
    if (locks[0]?.locked !== true)
      throw conflict(
        'IDEMPOTENCY_IN_FLIGHT',
        'A request with this Idempotency-Key is under way. Repeat it in a moment to get its answer.',
      )
    const [stored] = rows
    if (stored !== undefined) return replay(stored, requestHash)
    const { status, body } = await work(tx)
    await sql`
      insert into idempotency_keys (client_id, key, request_hash, response_status, response_body, response_headers, created_at)
      values (${clientId}, ${key}, ${requestHash}, ${status}, ${jsonb(JSON.parse(JSON.stringify(body)) as JsonObject)}, '{}'::jsonb, countersign_now())
    `.execute(tx)
    return { status, body, replayed: false }
  })
}

function replay(stored: StoredAnswer, requestHash: string): IdempotentAnswer {
  if (stored.request_hash !== requestHash) {
    throw new CountersignError({
      code: 'IDEMPOTENCY_KEY_REUSED',
      status: 422,
      detail: 'This Idempotency-Key was used for another request. Use a new key for a new request.',
    })
  }
  return { status: stored.response_status, body: stored.response_body, replayed: true }
}
