import { appliedChanges } from '../consent/applied-changes.ts'
import { putsOnFile } from '../domain/removal.ts'
import { accountKey, isSameAccount, type VettedAccount } from '../domain/vetted-account.ts'
import * as log from '../log/log.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { toAccountChange, type ProposedAccount, type ProposedContact } from './account-change.ts'
import { isSameContact } from './contact-change.ts'
import { retire } from './retired-store.ts'
import { readAccounts, readContacts } from './store.ts'

/**
 * Takes an account of a payee off file, for good; whether this call did. It goes under every id under which it would be
 * paid: with its bank named or not, and as whatever else signatures once put on file as the same account, which a forger
 * of the record could bring back in its place. Nothing goes that is not what whoever signed was shown.
 */
export async function retireAccount(
  tx: Tx,
  subjectId: string,
  counterpartyId: string,
  { id, identification }: Pick<ProposedAccount, 'id' | 'identification'>,
): Promise<boolean> {
  const onFile = await readAccounts(tx, [counterpartyId])
  const shown = onFile.find((one) => one.id === id)
  if (shown === undefined || shown.accountKey !== accountKey(identification)) return false
  const signed = (await appliedChanges(tx, 'account-change', counterpartyId))
    .filter(({ content }) => putsOnFile('account-change', content))
    .flatMap(({ content }) => toAccountChange(content).counterparties)
    .flatMap((one) => (one.id === counterpartyId ? one.accounts : []))
  const same = [...onFile, ...signed].filter((one) => isOneAccount(one.identification, identification))
  const ids = [...new Set(same.map((one) => one.id))].sort()
  await retire(tx, 'external_accounts', ids, await tell(tx, { subjectId, accounts: ids, contacts: [] }))
  return true
}

/** The same of a contact, and of whatever else is on file with this number or address. */
export async function retireContact(
  tx: Tx,
  subjectId: string,
  counterpartyId: string,
  contact: Pick<ProposedContact, 'kind' | 'value'>,
): Promise<boolean> {
  const onFile = await readContacts(tx, { type: 'counterparty', id: counterpartyId })
  const ids = onFile.filter((one) => isSameContact(one, contact)).map(({ id }) => id)
  if (ids.length === 0) return false
  await retire(tx, 'contacts', ids, await tell(tx, { subjectId, accounts: [], contacts: ids }))
  return true
}

/** A payment to one of them would go by the other. */
function isOneAccount(one: VettedAccount, other: VettedAccount): boolean {
  return isSameAccount(one, other, other.elements ?? {}) || isSameAccount(other, one, one.elements ?? {})
}

async function tell(
  tx: Tx,
  fields: { readonly subjectId: string; readonly accounts: string[]; readonly contacts: string[] },
): Promise<string> {
  const { entryId } = await log.append(tx, { kind: 'directory.retired', fields })
  return entryId
}
