import { appliedChanges } from '../consent/applied-changes.ts'
import { isRemoval } from '../domain/removal.ts'
import { accountKey } from '../domain/vetted-account.ts'
import * as log from '../log/log.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { toAccountChange, type ProposedAccount, type ProposedContact } from './account-change.ts'
import { isSameContact } from './contact-change.ts'
import { lockActiveAccount, retire } from './retired-store.ts'
import { readContacts } from './store.ts'

/**
 * Takes an account of a payee off file, for good; whether this call did. The log names it, and whatever else signatures
 * once put on file as the same account, which a forger of the record could bring back in its place.
 */
export async function retireAccount(
  tx: Tx,
  subjectId: string,
  counterpartyId: string,
  account: Pick<ProposedAccount, 'id' | 'identification'>,
): Promise<boolean> {
  if (!(await lockActiveAccount(tx, account.id))) return false
  const key = accountKey(account.identification)
  const signed = (await appliedChanges(tx, 'account-change', counterpartyId))
    .filter((content) => !isRemoval(content))
    .flatMap((content) => toAccountChange(content).counterparties)
    .filter(({ id }) => id === counterpartyId)
    .flatMap(({ accounts }) => accounts.filter(({ identification }) => accountKey(identification) === key))
  const ids = [...new Set([account.id, ...signed.map(({ id }) => id)])].sort()
  await retire(tx, 'external_accounts', ids, await tell(tx, { subjectId, accounts: ids, contacts: [] }))
  return true
}

/** The same of a contact, and of whatever else is on file with this number or address. */
export async function retireContact(
  tx: Tx,
  subjectId: string,
  counterpartyId: string,
  { kind, value }: Pick<ProposedContact, 'kind' | 'value'>,
): Promise<boolean> {
  const onFile = await readContacts(tx, { type: 'counterparty', id: counterpartyId })
  const ids = onFile.filter((one) => isSameContact(one, { kind, value })).map(({ id }) => id)
  if (ids.length === 0) return false
  await retire(tx, 'contacts', ids, await tell(tx, { subjectId, accounts: [], contacts: ids }))
  return true
}

async function tell(
  tx: Tx,
  fields: { readonly subjectId: string; readonly accounts: string[]; readonly contacts: string[] },
): Promise<string> {
  const { entryId } = await log.append(tx, { kind: 'directory.retired', fields })
  return entryId
}
