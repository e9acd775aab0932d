import type { SubjectHead } from '../consent/subject-kind.ts'
import * as log from '../log/log.ts'
import { newId } from '../platform/ids.ts'
import { now as readNow } from '../platform/clock.ts'
import * as outbox from '../platform/outbox.ts'
import { membersOf } from '../people/members-of.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { placeHoldIn } from './place-hold.ts'
import { insertCase } from './store.ts'

/** What is served about a hold that has a private reason: the same for all of them. */
export const SECURITY_REASON = 'Held for security. Ask the security group.'

/**
 * A call that went wrong: the subject is held, which shows, a case opened, security told. The record says no more than
 * that there was an alarm, so that whoever stands beside the person cannot read the reason off a screen.
 */
export async function raiseAlarm(tx: Tx, head: SubjectHead, personId: string): Promise<void> {
  await raise(tx, head, personId, false)
}

/**
 * A denial under threat: the same, and no event says so. The denial has ended the payment, so a hold on it would tell
 * everybody who gets events, the ERP's people among them, that it was no plain denial.
 */
export async function raiseSilentAlarm(tx: Tx, head: SubjectHead, personId: string): Promise<void> {
  await raise(tx, head, personId, true)
}

async function raise(tx: Tx, head: SubjectHead, personId: string, silent: boolean): Promise<void> {
  await placeHoldIn(tx, { scope: 'order', target: head.id, reason: SECURITY_REASON, placedBy: personId, silent })
  const id = newId('cas')
  await insertCase(tx, {
    id,
    kind: 'alarm',
    personId,
    openedBy: personId,
    summary: `Alarm on ${head.id}`,
    openedAt: await readNow(tx),
  })
  await log.append(tx, { kind: 'case.opened', fields: { caseId: id, subjectId: head.id } })
  if (!silent) await outbox.add(tx, { kind: 'event', type: 'case.opened', subjectId: id, data: { caseId: id } })
  const security = await membersOf(tx, 'security')
  await outbox.add(tx, {
    kind: 'mail',
    template: 'alarm',
    personIds: security,
    subjectType: head.type,
    subjectId: head.id,
    data: { caseId: id },
  })
}
