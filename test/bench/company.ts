/** The company that is measured: enough approvers that nobody waits for a person, and payees that everybody knows. */
import type { Invoice } from '../support/invoices.ts'
import { exampleIban, onFile, ORGANISATION, type VettedPayee } from '../support/organisation.ts'

/** A large treasury: whoever is free signs. */
export const APPROVERS = Array.from({ length: 24 }, (_, index) => `approver${index}@example.com`)

const PAYEES: readonly VettedPayee[] = Array.from({ length: 20 }, (_, index) => ({
  name: `Payee ${String.fromCharCode(65 + index)} SAS`,
  account: { iban: exampleIban(51_000_017 + index * 13) },
  phone: `+334657200${String(10 + index)}`,
}))

export function companyOf(webhook: string): Readonly<Record<string, unknown>> {
  const limits = [{ entity: 'eu', currency: 'EUR', perOrder: '90000000.00', perDay: '900000000.00' }]
  const approvers = APPROVERS.map((email, index) => ({
    ...{ email, name: `Approver ${index}`, roles: ['approver'], groups: ['treasury'], limits },
    phones: [`+331990020${String(10 + index)}`],
  }))
  return {
    people: [...ORGANISATION.people, ...approvers],
    // As many as pay: submissions from one account take turns.
    accounts: ACCOUNTS.map((id, index) => ({ id, entity: 'eu', iban: exampleIban(1 + index * 7), currency: 'EUR' })),
    counterparties: PAYEES.map(onFile),
    webhooks: [{ client: 'erp', url: webhook }],
  }
}

const ACCOUNTS = Array.from({ length: 10 }, (_, index) => `eur-${index}`)

/** Two signatures from 1,000 on, none below: vetted payees, nothing that stands out. */
export const BENCH_POLICY = `
version: 1
line: {amount: "900000000.00", window: P30D, per: [payee]}
base:
  - {approval: {group: treasury, quorum: 2, blindEntry: true}}
  - {instructor_confirmation: {}}
  - {callback: {callee: auto, contactMinAgeDays: 30}}
  - {cooling_off: PT24H}
  - {review: {group: escalation, sla: PT8H}}
relax:
  - id: regular
    when: 'payee.known && amountBase >= money("1000.00")'
    allow: [OFF_HOURS]
    drop: [instructor_confirmation, callback, cooling_off, review]
    approval: {group: treasury, quorum: 2}
  - id: small
    when: 'payee.known && amountBase < money("1000.00")'
    allow: [OFF_HOURS]
    drop: [approval, instructor_confirmation, callback, cooling_off, review]
expire: P5D
`

let issued = 0

/** No two alike, or the second would stand out as a duplicate. */
export function nextInvoice(size: 'two signatures' | 'straight through'): Invoice {
  issued += 1
  const payee = PAYEES[issued % PAYEES.length]
  const account = ACCOUNTS[issued % ACCOUNTS.length]
  if (payee === undefined || account === undefined) throw new TypeError('Unexpected: nobody to pay')
  const number = `B-${issued}`
  return {
    externalId: number,
    requestedBy: ['ana@example.com'],
    originatingAccount: account,
    amount: `${(size === 'two signatures' ? 1_000 : 1) + (issued % 900)}.00`,
    currency: 'EUR',
    executionDate: new Date().toISOString().slice(0, 10),
    reference: number,
    payee: { name: payee.name, account: payee.account },
    instruction: { channel: 'erp' },
  }
}
