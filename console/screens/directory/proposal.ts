import type { FieldProblem } from '../../api/problem.ts'
import type { NewContact, NewPayee } from '../../api/payees.ts'
import { accountFieldOf, accountOf, EMPTY_ACCOUNT, type AccountDraft } from '../../parts/account-draft.ts'

export interface ContactDraft {
  readonly kind: 'phone' | 'email'
  readonly value: string
  readonly timeZone: string
}

export interface ProposalDraft {
  readonly name: string
  readonly provenance: string
  readonly accounts: readonly AccountDraft[]
  readonly contacts: readonly ContactDraft[]
  readonly requestedBy: readonly string[]
}

/** How many of each a proposal is about. */
export interface Asks {
  readonly name: boolean
  readonly accounts: 'none' | 'one' | 'some'
  readonly contacts: 'none' | 'one' | 'any'
}

export interface Proposal {
  readonly name: string
  readonly provenance: string
  readonly accounts: NewPayee['accounts']
  readonly contacts: Omit<NewContact, 'provenance' | 'requestedBy'>[]
  readonly requestedBy: string[]
}

/** The zone of whoever types is the likeliest one; it stays to be changed. */
export function emptyContact(): ContactDraft {
  return { kind: 'phone', value: '', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }
}

export function emptyProposal({ accounts, contacts }: Asks): ProposalDraft {
  return {
    name: '',
    provenance: '',
    accounts: accounts === 'none' ? [] : [EMPTY_ACCOUNT],
    contacts: contacts === 'one' ? [emptyContact()] : [],
    requestedBy: [],
  }
}

export function toProposal(draft: ProposalDraft): Proposal {
  return {
    name: draft.name.trim(),
    provenance: draft.provenance.trim(),
    accounts: draft.accounts.map(accountOf),
    contacts: draft.contacts.map(({ value, ...rest }) => ({ ...rest, value: value.trim() })),
    requestedBy: [...draft.requestedBy],
  }
}

export type ErrorsAt = ReadonlyMap<string, string>

/**
 * Refusals by the field they stand at: `name`, `accounts[0].iban`, `contacts[1].value`. A proposal of one account or
 * contact gives paths without a place in a list.
 */
export function placeProposalErrors(
  errors: readonly FieldProblem[],
  draft: ProposalDraft,
  empty: string,
): { readonly placed: ErrorsAt; readonly others: readonly FieldProblem[] } {
  const placed = new Map<string, string>()
  const others: FieldProblem[] = []
  for (const error of errors) {
    const field = fieldAt(error.path, draft)
    if (field === null) others.push(error)
    else if (!placed.has(field)) placed.set(field, isEmpty(field, draft) ? empty : error.detail || error.code)
  }
  return { placed, others }
}

function isEmpty(field: string, draft: ProposalDraft): boolean {
  if (field === 'name' || field === 'provenance') return draft[field].trim() === ''
  const [, list, at, name] = /^(accounts|contacts)\[(\d+)\]\.(.+)$/.exec(field) ?? []
  const typed = list === 'accounts' ? draft.accounts[Number(at)] : draft.contacts[Number(at)]
  return list !== undefined && Object.entries(typed ?? {}).some(([key, value]) => key === name && value === '')
}

function fieldAt(path: string, draft: ProposalDraft): string | null {
  if (/^(?:name|provenance)$/.test(path)) return path
  if (/^requestedBy(?:\[\d+\])?$/.test(path)) return 'requestedBy'
  const account = /^(?:account|accounts\[(?<at>\d+)\])(?:\.(?<rest>.+))?$/.exec(path)?.groups
  if (account !== undefined) {
    const at = Number(account['at'] ?? 0)
    const typed = draft.accounts[at]
    const field = typed === undefined ? null : accountFieldOf(account['rest'] ?? '', typed)
    return field === null ? null : `accounts[${at}].${field}`
  }
  const contact = /^(?:contacts\[(?<at>\d+)\]\.?)?(?<rest>kind|value|timeZone)?$/.exec(path)?.groups
  if (contact === undefined || path === '') return null
  const at = Number(contact['at'] ?? 0)
  return draft.contacts[at] === undefined ? null : `contacts[${at}].${contact['rest'] ?? 'value'}`
}
