import type { Db } from '../platform/postgres/database.ts'
import { findLiveSession } from './session-store.ts'
import { SESSION_MS } from './session.ts'

/** Whether a session still holds. Asking is no use of it: a page that is merely open does not keep somebody signed in. */
export async function isSessionLive(db: Db, tokenHash: string): Promise<boolean> {
  return (await findLiveSession(db, tokenHash, SESSION_MS.idle)) !== null
}
