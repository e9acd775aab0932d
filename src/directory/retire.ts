import { appliedChanges } from '../consent/applied-changes.ts'
import { putsOnFile } from '../domain/removal.ts'
import type { SubjectType } from '../domain/subject.ts'
import { accountKey, isOneAccount } from '../domain/vetted-account.ts'
import * as log from '../log/log.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { toAccountChange, type ProposedAccount, type ProposedContact } from './account-change.ts'
import { isSameContact, toContactChange } from './contact-change.ts'
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
  const signed = await signedFor(tx, counterpartyId)
  const same = [...onFile, ...signed.accounts].filter((one) => isOneAccount(one.identification, identification))
  const accounts = idsOf(same)
  await retire(tx, 'external_accounts', accounts, await tell(tx, { subjectId, accounts, contacts: [] }))
  return true
}

/** The same of a contact, and of whatever else is or was on file with this number or address. */
export async function retireContact(
  tx: Tx,
  subjectId: string,
  counterpartyId: string,
  contact: Pick<ProposedContact, 'kind' | 'value'>,
): Promise<boolean> {
  const onFile = (await readContacts(tx, { type: 'counterparty', id: counterpartyId })).filter((one) =>
    isSameContact(one, contact),
  )
  if (onFile.length === 0) return false
  const signed = await signedFor(tx, counterpartyId)
  const contacts = idsOf([...onFile, ...signed.contacts.filter((one) => isSameContact(one, contact))])
  await retire(tx, 'contacts', contacts, await tell(tx, { subjectId, accounts: [], contacts }))
  return true
}

/**
 * What was signed for while it went: it does not come on file, since whoever signed knew nothing of that. The log says so
 * of its ids as well, for whom its signatures would vouch otherwise.
 */
export async function keepOffFile(
  tx: Tx,
  subjectId: string,
  { accounts = [], contacts = [] }: { readonly accounts?: readonly string[]; readonly contacts?: readonly string[] },
): Promise<void> {
  if (accounts.length + contacts.length === 0) return
  const entry = await tell(tx, { subjectId, accounts: [...accounts], contacts: [...contacts] })
  if (accounts.length > 0) await retire(tx, 'external_accounts', accounts, entry)
  if (contacts.length > 0) await retire(tx, 'contacts', contacts, entry)
}

/** What was ever signed for, whether or not the record has it. */
async function signedFor(tx: Tx, counterpartyId: string) {
  const additions = (await appliedChanges(tx, counterpartyId)).filter(({ type, content }) => putsOnFile(type, content))
  const contentsOf = (wanted: SubjectType) =>
    additions.flatMap(({ type, content }) => (type === wanted ? [content] : []))
  const payees = contentsOf('account-change')
    .flatMap((content) => toAccountChange(content).counterparties)
    .filter(({ id }) => id === counterpartyId)
  const contacts = contentsOf('contact-change').map((content) => toContactChange(content).contact)
  return {
    accounts: payees.flatMap(({ accounts }) => accounts),
    contacts: [...payees.flatMap((payee) => payee.contacts), ...contacts],
  }
}

function idsOf(named: readonly { readonly id: string }[]): string[] {
  return [...new Set(named.map(({ id }) => id))].sort()
}

async function tell(
  tx: Tx,
  fields: { readonly subjectId: string; readonly accounts: string[]; readonly contacts: string[] },
): ReturnType<typeof log.append> {
  return log.append(tx, { kind: 'directory.retired', fields })
}
