/** Between an account change and its canonical JSON, which is what is stored, shown and signed. */
import type { JsonObject } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import { vettedAccountObject, type VettedAccount } from '../domain/vetted-account.ts'

export interface AccountChange {
  readonly action: 'onboard' | 'add_account' | 'retire_account'
  /** The organisation's file at set-up, and nothing else. */
  readonly onboarding: boolean
  /** Then the payee is called, at a contact that was there before. */
  readonly payeeIsOnFile: boolean
  /** One like it was refused, or its account went off file, of late; then a reviewer looks. Absent where false. */
  readonly resubmitted?: boolean
  /** Person ids: none of them may approve it. */
  readonly requesters: readonly string[]
  readonly counterparties: readonly ProposedCounterparty[]
}

export interface ProposedCounterparty {
  readonly id: string
  readonly name: string
  /** Where the details come from and how they were checked. */
  readonly provenance: string
  readonly accounts: readonly ProposedAccount[]
  readonly contacts: readonly ProposedContact[]
}

export interface ProposedAccount {
  readonly id: string
  readonly version: number
  readonly identification: VettedAccount
}

export interface ProposedContact {
  readonly id: string
  readonly kind: 'phone' | 'email'
  readonly value: string
  readonly timeZone: string
  /** When it was proposed. On file it counts from the day the change took effect, which is later. */
  readonly verifiedAt: Instant
}

export function accountChangeObject(change: AccountChange): JsonObject {
  return {
    action: change.action,
    onboarding: change.onboarding,
    payeeIsOnFile: change.payeeIsOnFile,
    ...(change.resubmitted === true ? { resubmitted: true } : {}),
    requesters: [...change.requesters].sort(),
    counterparties: change.counterparties.map(({ id, name, provenance, accounts, contacts }) => ({
      id,
      name,
      provenance,
      accounts: accounts.map((account) => ({
        id: account.id,
        version: String(account.version),
        identification: vettedAccountObject(account.identification),
      })),
      contacts: contacts.map((contact) => ({ ...contact })),
    })),
  }
}

type Stored = Omit<AccountChange, 'counterparties'> & {
  readonly counterparties: readonly (Omit<ProposedCounterparty, 'accounts'> & {
    readonly accounts: readonly (Omit<ProposedAccount, 'version'> & { readonly version: string })[]
  })[]
}

/** The stored object of a change, read back. It was written by `accountChangeObject`, so its shape is known. */
export function toAccountChange(object: JsonObject): AccountChange {
  const stored = object as unknown as Stored
  return {
    ...stored,
    counterparties: stored.counterparties.map((counterparty) => ({
      ...counterparty,
      accounts: counterparty.accounts.map((account) => ({ ...account, version: Number(account.version) })),
    })),
  }
}
