import { admitProposal } from '../consent/admit-proposal.ts'
import { openChange } from '../consent/open-change.ts'
import type { SubjectHead, SubjectKinds } from '../consent/subject-kind.ts'
import { notFound, refuseField } from '../domain/errors.ts'
import type { Caller } from '../people/caller.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Db } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { contactChangeObject, isSameContact } from './contact-change.ts'
import { DIRECTORY_CHANGES, readProposer } from './proposer.ts'
import { readContact, readProvenance } from './read-proposal.ts'
import type { ContactProposal } from './schema.ts'
import { readContacts, readCounterparty } from './store.ts'
import { tellContacts } from './tell-contacts.ts'

/** Another contact of a payee on file. The contacts that are there are told of it at once, and again when it applies. */
export async function proposeContactChange(
  db: Db,
  kinds: SubjectKinds,
  timeScale: number,
  caller: Caller,
  counterpartyId: string,
  body: ContactProposal,
): Promise<SubjectHead> {
  return transaction(db, async (tx) => {
    const { createdBy, requesters } = await readProposer(tx, caller, body.requestedBy ?? [])
    const counterparty = await readCounterparty(tx, counterpartyId)
    if (counterparty === null) throw notFound('counterparty')
    const now = await readNow(tx)
    const contact = readContact(body, '', now)
    const contactsOnFile = await readContacts(tx, { type: 'counterparty', id: counterparty.id })
    if (contactsOnFile.some((one) => isSameContact(one, contact))) {
      throw refuseField('value', 'CONTACT_ON_FILE', 'This contact of this payee is on file already.')
    }
    await admitProposal(tx, { createdBy, types: DIRECTORY_CHANGES }, now)
    const content = contactChangeObject({
      action: 'add_contact',
      requesters,
      counterparty,
      provenance: readProvenance(body.provenance),
      contact,
      contactsOnFile,
    })
    const head = await openChange(
      tx,
      kinds,
      timeScale,
      { type: 'contact-change', id: newId('chg'), content, createdBy },
      now,
    )
    await tellContacts(tx, 'contact-change-proposed', head, counterparty.id, contactsOnFile)
    return head
  })
}
