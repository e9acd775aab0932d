import { refuseField } from '../domain/errors.ts'
import { admitAnotherHold, HOLDS_AN_HOUR } from '../domain/hold-allowance.ts'
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
import { placeHoldWithin } from './place-hold.ts'
import { findOpenCase, insertCase, readOpenedAt, type Hold } from './store.ts'

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
  /** False where it says what the same person has reported already, and the hold of that stands. */
  readonly isNew: boolean
}

/**
 * Somebody poses as one of us: whatever names that person, asked for or instructed, is held until people who can tell
 * lift it, and later orders that name them say so (`impersonatedPeople`). What the same person adds (another channel,
 * another note) is a case of its own, under the one hold that they placed.
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
    const { hold, isNew } = await placeHoldWithin(tx, {
      scope: 'person',
      target: person.id,
      reason: SECURITY_REASON,
      placedBy: report.reportedBy,
    })
    const reported = {
      kind: 'impersonation',
      personId: person.id,
      openedBy: report.reportedBy,
      summary: `${report.channel}: ${note}`,
    } as const
    const same = isNew ? null : await findOpenCase(tx, reported, hold)
    if (same !== null) return { ...same, personId: person.id, hold, isNew: false }
    const openedAt = await readNow(tx)
    admitAnotherHold(await readOpenedAt(tx, reported.kind, reported.openedBy, HOLDS_AN_HOUR), openedAt)
    const id = newId('cas')
    await insertCase(tx, { ...reported, id, openedAt })
    await log.append(tx, { kind: 'case.opened', fields: { caseId: id, subjectId: person.id } })
    await outbox.add(tx, { kind: 'event', type: 'case.opened', subjectId: id, data: { caseId: id } })
    const personIds = [...new Set([person.id, ...(await membersOf(tx, 'security'))])]
    await outbox.add(tx, {
      kind: 'mail',
      template: 'impersonation-report',
      personIds,
      data: { caseId: id, holdId: hold.id },
    })
    return { id, personId: person.id, openedAt, hold, isNew: true }
  })
}
