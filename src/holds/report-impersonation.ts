import { refuseField } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import type { Channel } from '../domain/payment-order.ts'
import { noteText } from '../domain/text.ts'
import * as log from '../log/log.ts'
import { findPerson } from '../people/find-person.ts'
import { membersOf } from '../people/members-of.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import * as outbox from '../platform/outbox.ts'
import type { Db } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { SECURITY_REASON } from './alarm.ts'
import { placeHoldIn } from './place-hold.ts'
import { insertCase, type Hold } from './store.ts'

export interface ImpersonationReport {
  readonly reportedBy: string
  /** Whose voice, face or mailbox it was made to seem: a person id or an e-mail address. */
  readonly person: string
  readonly channel: Channel
  readonly note: string
}

export interface OpenedCase {
  readonly id: string
  readonly personId: string
  readonly openedAt: Instant
  readonly hold: Hold
}

/**
 * Somebody poses as one of us: whatever names that person, asked for or instructed, is held until people who can tell
 * lift it, and later orders that name them say so (`impersonatedPeople`).
 */
export async function reportImpersonation(db: Db, report: ImpersonationReport): Promise<OpenedCase> {
  const note = noteText(report.note, 'note', 2000)
  return transaction(db, async (tx) => {
    const person = await findPerson(tx, report.person)
    if (person === null)
      throw refuseField(
        'personId',
        'PERSON_UNKNOWN',
        'Name somebody on file, by person id or e-mail address. For anybody else, hold the order.',
      )
    const hold = await placeHoldIn(tx, {
      scope: 'person',
      target: person.id,
      reason: SECURITY_REASON,
      placedBy: report.reportedBy,
    })
    const openedAt = await readNow(tx)
    const id = newId('cas')
    await insertCase(tx, {
      id,
      kind: 'impersonation',
      personId: person.id,
      openedBy: report.reportedBy,
      summary: `${report.channel}: ${note}`,
      openedAt,
    })
    await log.append(tx, { kind: 'case.opened', fields: { caseId: id, subjectId: person.id } })
    await outbox.add(tx, { kind: 'event', type: 'case.opened', subjectId: id, data: { caseId: id } })
    const personIds = [...new Set([person.id, ...(await membersOf(tx, 'security'))])]
    await outbox.add(tx, {
      kind: 'mail',
      template: 'impersonation-report',
      personIds,
      data: { caseId: id, holdId: hold.id },
    })
    return { id, personId: person.id, openedAt, hold }
  })
}
