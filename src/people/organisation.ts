import type { VettedAccount } from '../domain/vetted-account.ts'
import type { Channel } from '../domain/payment-order.ts'
import type { Limit, Role } from '../domain/person.ts'

/** organisation.yaml, understood: every reference leads somewhere, every amount, number and account is in its one form. */
export interface OrganisationFile {
  readonly organisation: { readonly name: string; readonly baseCurrency: string; readonly locale: string }
  readonly entities: readonly FileEntity[]
  readonly accounts: readonly FileAccount[]
  readonly groups: readonly string[]
  readonly people: readonly FilePerson[]
  readonly counterparties: readonly FileCounterparty[]
  readonly clients: readonly FileClient[]
  readonly webhooks: readonly { readonly client: string; readonly url: string }[]
  readonly rates: Rates
  /** Absolute. */
  readonly policyPath: string
}

export interface FileEntity {
  readonly id: string
  readonly name: string
  readonly timeZone: string
  readonly holidays: string | null
  readonly businessHours: string
  readonly cutOff: string
}

export interface FileAccount {
  readonly id: string
  readonly entity: string
  readonly iban: string
  readonly currency: string
}

export interface FilePerson {
  readonly email: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly groups: readonly string[]
  readonly limits: readonly Limit[]
  readonly externalIds: Readonly<Record<string, string>>
  /** E.164. */
  readonly phones: readonly string[]
  /** Played by the service itself; in the sandbox alone. */
  readonly automatic: boolean
}

export interface FileCounterparty {
  readonly name: string
  readonly accounts: readonly VettedAccount[]
  readonly contacts: readonly FileContact[]
  /** How the accounts and contacts were checked: what a second person signs for. */
  readonly provenance: string
}

export interface FileContact {
  readonly kind: 'phone' | 'email'
  readonly value: string
  readonly timeZone: string
}

export interface FileClient {
  readonly id: string
  readonly scopes: readonly string[]
  readonly channels: readonly Channel[]
}

/** Units of the base currency for one unit of each currency. */
export interface Rates {
  readonly asOf: string
  readonly maxAgeDays: number
  readonly rates: Readonly<Record<string, string>>
}
