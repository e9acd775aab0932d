import { sql } from 'kysely'
import type { Tx } from '../platform/postgres/database.ts'

/** One advisory lock for all holds: `cs:h` in ASCII. Releases share it, a hold excludes them. */
const HOLDS_LOCK = 0x63733a68

/** Held until the releasing transaction ends: while it is, no hold can be placed behind its back. */
export async function takeReleaseLock(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${HOLDS_LOCK})`.execute(tx)
}

/**
 * Waits for releases under way, beyond the patience that the API has with other locks: a hold is not given up. When its
 * answer is out, nothing is released any more.
 */
export async function takeHoldLock(tx: Tx): Promise<void> {
  await sql`select set_config('lock_timeout', '0', true)`.execute(tx)
  await sql`select pg_advisory_xact_lock(${HOLDS_LOCK})`.execute(tx)
}
