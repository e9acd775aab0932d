import { conflict } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import { assertTransition, isBeforeRelease, type SubjectState } from '../domain/subject-states.ts'
import * as log from '../log/log.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { announce, type EventName } from './events.ts'
import { changeSubject, type SubjectChange } from './store.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'
import { kindOf } from './kind-of.ts'

const EVENT_OF: Partial<Record<SubjectState, EventName | 'applied'>> = {
  awaiting_evidence: 'evidence_required',
  approved: 'approved',
  applied: 'applied',
  released: 'released',
  denied: 'denied',
  expired: 'expired',
  cancelled: 'cancelled',
  executed: 'reported',
  failed: 'reported',
  returned: 'reported',
}

/**
 * The one way a subject changes state: a guarded write with its log entry and its event, in the caller's transaction.
 * Throws 409 `STATE` where the table does not allow it, and when somebody else was first.
 */
export async function transition(
  tx: Tx,
  kinds: SubjectKinds,
  head: SubjectHead,
  to: SubjectState,
  now: Instant,
  details: { readonly fields?: Record<string, string>; readonly change?: SubjectChange } = {},
): Promise<SubjectHead> {
  assertTransition(head.type, head.state, to)
  const entry = log.entryOf({
    kind: `subject.${to}`,
    at: now,
    fields: {
      subject: { type: head.type, id: head.id, version: String(head.version), digest: head.digest },
      ...(to === 'approved' || to === 'applied' ? { approvedAt: now } : {}),
      ...details.fields,
    },
  })
  const change: SubjectChange = {
    ...details.change,
    state: to,
    ...satisfaction(head, to, now, entry.entryId),
    closedAt: isBeforeRelease(to) ? null : now,
  }
  const next: SubjectHead = {
    ...head,
    state: to,
    approvedAt: change.approvedAt ?? null,
    version: change.version ?? head.version,
    digest: change.digest ?? head.digest,
    revision: change.revision ?? head.revision,
    satisfiedEntryId: change.satisfiedEntryId ?? null,
  }
  const kind = kindOf(kinds, head.type)
  const event = EVENT_OF[to]
  const [, changed] = await Promise.all([
    log.write(tx, entry),
    changeSubject(tx, head, change, now),
    kind.stateChanged(tx, next, to, now),
    event !== undefined && announce(tx, kind, next, event, to),
  ])
  if (!changed) throw conflict('STATE', 'Somebody else was first: this changed in the meantime. Read it again.')
  return next
}

/** When it was satisfied, and by which entry: kept through release, gone when evidence is wanted again. */
function satisfaction(
  head: SubjectHead,
  to: SubjectState,
  now: Instant,
  entryId: string,
): Pick<SubjectChange, 'approvedAt' | 'satisfiedEntryId'> {
  if (to === 'approved' || to === 'applied') return { approvedAt: now, satisfiedEntryId: entryId }
  if (isBeforeRelease(to)) return { approvedAt: null, satisfiedEntryId: null }
  return { approvedAt: head.approvedAt, satisfiedEntryId: head.satisfiedEntryId }
}
