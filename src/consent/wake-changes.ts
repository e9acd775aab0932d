import * as outbox from '../platform/outbox.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { readSignedChanges } from './page-store.ts'

/** Of more than these each looks again by itself, half a minute after it last did. */
const AT_ONCE = 100

/**
 * Has every change that may have waited for no more than a hold look at the record again; `except` is the one that lifts
 * it. Which of them did, they find out themselves. Payments are looked at by the releaser every second.
 */
export async function wakeChanges(tx: Tx, except: string): Promise<void> {
  for (const { type, id } of await readSignedChanges(tx, AT_ONCE)) {
    if (id !== except) await outbox.add(tx, { kind: 'workflow', subjectType: type, subjectId: id })
  }
}
