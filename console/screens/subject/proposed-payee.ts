import { readPresentedAccount, type PresentedAccount } from '../../decision/presented-order.ts'
import { list, record, text, unexpected } from './presented-members.ts'

export interface ProposedContact {
  readonly kind: string
  readonly value: string
}

export interface ProposedPayee {
  readonly id: string
  readonly name: string
  /** Null where it is kept from this person together with the accounts. */
  readonly provenance: string | null
  readonly accounts: readonly PresentedAccount[]
  readonly contacts: readonly ProposedContact[]
}

export function readPayee(value: unknown): ProposedPayee {
  const payee = record(value)
  return {
    id: text(payee['id']),
    name: text(payee['name']),
    provenance: payee['provenance'] === undefined ? null : text(payee['provenance']),
    accounts: list(payee['accounts']).map((one) => {
      const account = readPresentedAccount(record(one)['identification'])
      if (account === null) throw unexpected()
      return account
    }),
    contacts: list(payee['contacts']).map(readContact),
  }
}

export function readContact(value: unknown): ProposedContact {
  const { kind, value: said } = record(value)
  return { kind: text(kind), value: text(said) }
}
