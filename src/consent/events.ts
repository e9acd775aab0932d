import type { SubjectState } from '../domain/subject-states.ts'
import * as outbox from '../platform/outbox.ts'
import type { Tx } from '../platform/postgres/database.ts'
import type { SubjectHead, SubjectKind } from './subject-kind.ts'

export type EventName =
  | 'received'
  | 'evidence_required'
  | 'evidence_added'
  | 'amended'
  | 'escalated'
  | 'approved'
  | 'released'
  | 'denied'
  | 'expired'
  | 'cancelled'
  | 'reported'

/** Changes to our own record know three events, whatever happened in between. */
const CHANGE_EVENTS: Partial<Record<EventName | 'applied', string>> = {
  received: 'change.proposed',
  applied: 'change.applied',
  denied: 'change.refused',
  expired: 'change.refused',
  cancelled: 'change.refused',
}

/** The event, in the transaction in which it happens; delivered by the relay. */
export async function announce(
  tx: Tx,
  kind: SubjectKind,
  head: Pick<SubjectHead, 'type' | 'id' | 'version' | 'content'>,
  name: EventName | 'applied',
  state: SubjectState,
): Promise<void> {
  const type = kind.takesEffect === 'at_once' ? CHANGE_EVENTS[name] : `payment_order.${name}`
  if (type === undefined) return
  await outbox.add(tx, {
    kind: 'event',
    type,
    subjectId: head.id,
    data: { ...kind.eventData(head), version: head.version, state },
  })
}
