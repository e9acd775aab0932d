import { plus } from '../domain/instant.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Db } from '../platform/postgres/database.ts'
import { findLiveSession } from './session-store.ts'
import { SESSION_MS } from './session.ts'

/** Whether a session still holds. Asking is no use of it: a page that is merely open does not keep somebody signed in. */
export async function isSessionLive(db: Db, tokenHash: string): Promise<boolean> {
  const now = await readNow(db)
  return (await findLiveSession(db, tokenHash, { now, usedAfter: plus(now, -SESSION_MS.idle) })) !== null
}
