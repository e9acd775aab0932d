import type { PresentedAccount } from '../../decision/presented-order.ts'
import { list, record, text, unexpected, type Members } from './presented-members.ts'
import { readContact, readPayee } from './proposed-payee.ts'

/** An account that goes off file. */
export interface AccountRemoval {
  readonly type: 'account-change'
  readonly action: 'retire_account'
  readonly payee: { readonly id: string; readonly name: string }
  /** Null where it is kept from this person. */
  readonly going: {
    readonly accountId: string
    readonly account: PresentedAccount
    readonly provenance: string
  } | null
}

interface ContactOnFile {
  readonly id: string
  readonly kind: 'phone' | 'email'
  readonly value: string
}

/** A contact that goes off file, and those that are left. */
export interface ContactRemoval {
  readonly type: 'contact-change'
  readonly action: 'retire_contact'
  readonly payee: string
  readonly provenance: string
  readonly going: ContactOnFile
  readonly staying: readonly ContactOnFile[]
}

/**
 * Throws `TypeError` for whatever is not one account of one payee on file and nothing else: with what goes nothing must
 * come that the words for a removal do not tell of.
 */
export function readAccountRemoval(content: Members): AccountRemoval {
  const [counterparty, ...others] = list(content['counterparties'])
  const { id, name, provenance, accounts, contacts } = readPayee(counterparty)
  if (others.length > 0 || accounts.length > 1 || contacts.length > 0) throw unexpected()
  if (content['onboarding'] !== false || content['payeeIsOnFile'] !== true) throw unexpected()
  const removal = { type: 'account-change', action: 'retire_account', payee: { id, name } } as const
  const [account] = accounts
  if (account === undefined && provenance === null) return { ...removal, going: null }
  // The reason is kept from whom the account is kept from, and from nobody else.
  if (account === undefined || provenance === null) throw unexpected()
  const [stated] = list(record(counterparty)['accounts'])
  return { ...removal, going: { accountId: text(record(stated)['id']), account, provenance } }
}

/** Throws `TypeError` for a kind of contact that nobody has words for, and where one would both go and stay. */
export function readContactRemoval(content: Members): ContactRemoval {
  const going = readContactOnFile(content['contact'])
  const staying = list(content['contactsOnFile']).map(readContactOnFile)
  if (staying.some((one) => one.id === going.id || isSame(one, going))) throw unexpected()
  return {
    ...{ type: 'contact-change', action: 'retire_contact', going, staying },
    ...{ payee: text(record(content['counterparty'])['name']), provenance: text(content['provenance']) },
  }
}

function isSame(one: ContactOnFile, other: ContactOnFile): boolean {
  return one.kind === other.kind && one.value.toLowerCase() === other.value.toLowerCase()
}

function readContactOnFile(stated: unknown): ContactOnFile {
  const { kind, value } = readContact(stated)
  if (kind !== 'phone' && kind !== 'email') throw unexpected()
  return { id: text(record(stated)['id']), kind, value }
}
