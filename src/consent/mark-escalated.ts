import { digestOf } from '../domain/canonical-json.ts'
import { conflict } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import * as log from '../log/log.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { announce } from './events.ts'
import { kindOf } from './kind-of.ts'
import { changeSubject } from './store.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'

/**
 * Puts the overlay on record, with its log entry and the event that tells reviewers; `raised` is null where a review is
 * merely overdue. `head` must have been read with its row locked.
 */
export async function markEscalated(
  tx: Tx,
  kinds: SubjectKinds,
  head: SubjectHead,
  raised: { readonly by: string; readonly reason: string } | null,
  now: Instant,
): Promise<SubjectHead> {
  const overlay = { escalatedAt: now, escalatedBy: raised?.by ?? null, escalationReason: raised?.reason ?? null }
  if (!(await changeSubject(tx, head, overlay, now)))
    throw conflict('STATE', 'Somebody else was first: this changed in the meantime. Read it again.')
  await log.append(tx, {
    kind: 'subject.escalated',
    at: now,
    fields: {
      subject: { type: head.type, id: head.id, version: String(head.version), digest: head.digest },
      ...(raised === null ? {} : { by: raised.by, reasonDigest: digestOf(raised.reason) }),
    },
  })
  await announce(tx, kindOf(kinds, head.type), head, 'escalated', head.state)
  return { ...head, ...overlay }
}
