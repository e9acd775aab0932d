import type { SubjectHead } from '../consent/subject-kind.ts'
import { membersOf } from '../people/members-of.ts'
import * as outbox from '../platform/outbox.ts'
import type { Tx } from '../platform/postgres/database.ts'
import type { Contact } from './store.ts'

export type ContactMail = `contact-${'change' | 'removal'}-${'proposed' | 'applied'}`

/**
 * Tells a payee, at the addresses that were there before, that a contact comes on file or goes: whoever plants one, or
 * takes the right one away, must reckon with the payee asking about it. Where no contact has an address, our own security group is told, to ring instead;
 * and of each that goes, since what is left to tell may be the planted one.
 */
export async function tellContacts(
  tx: Tx,
  template: ContactMail,
  subject: Pick<SubjectHead, 'type' | 'id'>,
  counterpartyId: string,
  contacts: readonly Contact[],
): Promise<void> {
  const contactIds = contacts.filter((contact) => contact.kind === 'email').map((contact) => contact.id)
  const isRemoved = template === 'contact-removal-proposed' || template === 'contact-removal-applied'
  const personIds = contactIds.length === 0 || isRemoved ? await membersOf(tx, 'security') : []
  await outbox.add(tx, {
    kind: 'mail',
    template,
    personIds,
    subjectType: subject.type,
    subjectId: subject.id,
    data: { counterpartyId, contactIds },
  })
}
