import { admitProposal } from '../consent/admit-proposal.ts'
import { openChange, type NewChange } from '../consent/open-change.ts'
import type { SubjectHead, SubjectKinds } from '../consent/subject-kind.ts'
import { notFound } from '../domain/errors.ts'
import type { Caller } from '../people/caller.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Db, Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { accountChangeObject } from './account-change.ts'
import { contactChangeObject, isSameContact } from './contact-change.ts'
import { DIRECTORY_CHANGES, readProposer, type Proposer } from './proposer.ts'
import { readProvenance } from './read-proposal.ts'
import type { RemovalProposal } from './schema.ts'
import { readAccounts, readContacts, readCounterparty, type Counterparty } from './store.ts'
import { tellContacts } from './tell-contacts.ts'

export interface RemovalRequest {
  readonly caller: Caller
  readonly counterpartyId: string
  /** Of the account or the contact that is to go. */
  readonly id: string
  readonly body: RemovalProposal
}

/** An account of a payee that is to be unknown again: it was closed, or is somebody else's. 404 where it is not on file. */
export async function proposeAccountRemoval(
  db: Db,
  kinds: SubjectKinds,
  timeScale: number,
  request: RemovalRequest,
): Promise<SubjectHead> {
  return propose(db, kinds, timeScale, request, async (tx, { id, name }, { requesters }) => {
    const onFile = await readAccounts(tx, [id])
    const account = onFile.find((one) => one.id === request.id)
    if (account === undefined) throw notFound('account')
    const provenance = readProvenance(request.body.provenance)
    const content = accountChangeObject({
      action: 'retire_account',
      onboarding: false,
      payeeIsOnFile: true,
      requesters,
      counterparties: [{ id, name, provenance, accounts: [account], contacts: [] }],
    })
    return { type: 'account-change', content }
  })
}

/** A contact that is to be called no more. Whoever is on file is told, the one that is to go among them. */
export async function proposeContactRemoval(
  db: Db,
  kinds: SubjectKinds,
  timeScale: number,
  request: RemovalRequest,
): Promise<SubjectHead> {
  return propose(
    db,
    kinds,
    timeScale,
    request,
    async (tx, counterparty, { requesters }) => {
      const onFile = await readContacts(tx, { type: 'counterparty', id: counterparty.id })
      const contact = onFile.find((one) => one.id === request.id)
      if (contact === undefined) throw notFound('contact')
      const { id, kind, value, timeZone, verifiedAt } = contact
      const content = contactChangeObject({
        action: 'retire_contact',
        requesters,
        counterparty,
        provenance: readProvenance(request.body.provenance),
        contact: { id, kind, value, timeZone, verifiedAt },
        contactsOnFile: onFile.filter((one) => !isSameContact(one, contact)),
      })
      return { type: 'contact-change', content }
    },
    async (tx, head, { id }) =>
      tellContacts(tx, 'contact-removal-proposed', head, id, await readContacts(tx, { type: 'counterparty', id })),
  )
}

async function propose(
  db: Db,
  kinds: SubjectKinds,
  timeScale: number,
  { caller, counterpartyId, body }: RemovalRequest,
  contentOf: (tx: Tx, counterparty: Counterparty, proposer: Proposer) => Promise<Pick<NewChange, 'type' | 'content'>>,
  tell: (tx: Tx, head: SubjectHead, counterparty: Counterparty) => Promise<void> = async () => undefined,
): Promise<SubjectHead> {
  return transaction(db, async (tx) => {
    const proposer = await readProposer(tx, caller, body.requestedBy ?? [])
    const counterparty = await readCounterparty(tx, counterpartyId)
    if (counterparty === null) throw notFound('counterparty')
    const change = await contentOf(tx, counterparty, proposer)
    const { createdBy } = proposer
    const now = await readNow(tx)
    await admitProposal(tx, { createdBy, types: DIRECTORY_CHANGES }, now)
    const head = await openChange(tx, kinds, timeScale, { ...change, id: newId('chg'), createdBy }, now)
    await tell(tx, head, counterparty)
    return head
  })
}
