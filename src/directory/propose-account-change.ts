import { admitProposal } from '../consent/admit-proposal.ts'
import { openChange } from '../consent/open-change.ts'
import type { SubjectHead, SubjectKinds } from '../consent/subject-kind.ts'
import { conflict, notFound, refuseField } from '../domain/errors.ts'
import { matchKey } from '../domain/text.ts'
import { isSameAccount } from '../domain/vetted-account.ts'
import type { Caller } from '../people/caller.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Db, Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { accountChangeObject } from './account-change.ts'
import { isResubmitted } from './is-resubmitted.ts'
import { DIRECTORY_CHANGES, readProposer } from './proposer.ts'
import { readAccount, readCounterpartyBody, readProvenance } from './read-proposal.ts'
import type { AccountProposal, CounterpartyBody } from './schema.ts'
import { readAccounts, readCounterpartiesByName, readCounterparty, reserveName } from './store.ts'

/**
 * A payee that is not on file, with its first accounts and contacts. Nobody can be called about it: a number that comes
 * with the account proves nothing, so a reviewer checks where it all comes from (docs/adr/0010).
 */
export async function proposeCounterparty(
  db: Db,
  kinds: SubjectKinds,
  timeScale: number,
  caller: Caller,
  body: CounterpartyBody,
): Promise<SubjectHead> {
  return transaction(db, async (tx) => {
    const { createdBy, requesters } = await readProposer(tx, caller, body.requestedBy ?? [])
    const now = await readNow(tx)
    const counterparty = readCounterpartyBody(body, now)
    await admitProposal(tx, { createdBy, types: DIRECTORY_CHANGES }, now)
    const id = newId('chg')
    await takeName(tx, counterparty.name, id)
    const content = accountChangeObject({
      action: 'onboard',
      onboarding: false,
      payeeIsOnFile: false,
      resubmitted: await isResubmitted(tx, counterparty, now),
      requesters,
      counterparties: [counterparty],
    })
    return openChange(tx, kinds, timeScale, { type: 'account-change', id, content, createdBy }, now)
  })
}

/** Another account of a payee on file: the payee is called about it, at a contact that was there before. */
export async function proposeAccount(
  db: Db,
  kinds: SubjectKinds,
  timeScale: number,
  caller: Caller,
  counterpartyId: string,
  body: AccountProposal,
): Promise<SubjectHead> {
  return transaction(db, async (tx) => {
    const { createdBy, requesters } = await readProposer(tx, caller, body.requestedBy ?? [])
    const counterparty = await readCounterparty(tx, counterpartyId)
    if (counterparty === null) throw notFound('counterparty')
    const account = readAccount(body.account, 'account')
    const onFile = await readAccounts(tx, [counterparty.id])
    const { identification } = account
    if (onFile.some((one) => isSameAccount(one.identification, identification, identification.elements ?? {}))) {
      throw refuseField('account', 'ACCOUNT_ON_FILE', 'This account of this payee is on file already.')
    }
    const { id, name } = counterparty
    const proposed = { id, name, provenance: readProvenance(body.provenance), accounts: [account], contacts: [] }
    const now = await readNow(tx)
    await admitProposal(tx, { createdBy, types: DIRECTORY_CHANGES }, now)
    const content = accountChangeObject({
      action: 'add_account',
      onboarding: false,
      payeeIsOnFile: true,
      resubmitted: await isResubmitted(tx, proposed, now),
      requesters,
      counterparties: [proposed],
    })
    return openChange(tx, kinds, timeScale, { type: 'account-change', id: newId('chg'), content, createdBy }, now)
  })
}

/**
 * A name on file has a contact to call; proposing it once more as new would be a way around the call. Neither may two
 * open changes claim it, of which the second would come to a name that is on file by then. The claim comes first: a
 * change that takes effect meanwhile gives its claim back together with the payee it puts on file.
 */
async function takeName(tx: Tx, name: string, subjectId: string): Promise<void> {
  if (!(await reserveName(tx, matchKey(name), subjectId))) {
    throw conflict(
      'CHANGE_PENDING',
      'A payee of this name is waiting to be put on file already. Sign or deny that first.',
    )
  }
  const [known] = await readCounterpartiesByName(tx, matchKey(name))
  if (known === undefined) return
  throw refuseField(
    'name',
    'COUNTERPARTY_ON_FILE',
    `A payee of this name is on file (${known.id}). Propose another account for it; if it is another company, write its place after the name.`,
  )
}
