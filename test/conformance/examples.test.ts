import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { electronicFormatIBAN, isValidBIC, isValidIBAN } from 'ibantools'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { parse } from 'yaml'
import { z } from 'zod'
import { parseAccountIdentification } from '../../src/orders/account-identification.ts'
import { readPain001 } from '../../src/orders/pain001/read-pain001.ts'

/** What a newcomer sends first must work, and must fit together. */
const EXAMPLES = join(import.meta.dirname, '../../examples')
const read = (name: string) => readFileSync(join(EXAMPLES, name))

const Limit = z.strictObject({ entity: z.string(), currency: z.string(), perOrder: z.string(), perDay: z.string() })
const Organisation = z.strictObject({
  organisation: z.strictObject({ name: z.string(), baseCurrency: z.string(), locale: z.string() }),
  entities: z.array(z.strictObject({ id: z.string(), name: z.string(), timeZone: z.string(), holidays: z.string(), businessHours: z.string(), cutOff: z.string() })),
  accounts: z.array(z.strictObject({ id: z.string(), entity: z.string(), iban: z.string(), currency: z.string() })),
  groups: z.array(z.strictObject({ id: z.string() })),
  people: z.array(
    z.strictObject({
      email: z.email(),
      name: z.string(),
      roles: z.array(z.enum(['requester', 'approver', 'instructor', 'caller', 'reviewer', 'directory_editor', 'policy_author', 'administrator', 'auditor'])),
      groups: z.array(z.string()),
      externalIds: z.record(z.string(), z.string()).optional(),
      phones: z.array(z.string()).default([]),
      limits: z.array(Limit).default([]),
    }),
  ),
  counterparties: z.array(
    z.strictObject({
      name: z.string(),
      provenance: z.string(),
      accounts: z.array(z.strictObject({ iban: z.string(), bic: z.string() })),
      contacts: z.array(z.strictObject({ kind: z.literal('phone'), value: z.string(), timeZone: z.string(), provenance: z.string(), verifiedAt: z.iso.datetime() })),
    }),
  ),
  clients: z.array(z.strictObject({ id: z.string(), scopes: z.array(z.string()), channels: z.array(z.string()) })),
  webhooks: z.array(z.never()),
  rates: z.strictObject({ asOf: z.iso.date(), maxAgeDays: z.int(), USD: z.string() }),
  policy: z.string(),
})
const organisation = Organisation.parse(parse(read('organisation.yaml').toString()))
const email = (role: string) => organisation.people.filter(({ roles }) => roles.some((has) => has === role)).map((person) => person.email)

describe('the example organisation', () => {
  it('has every account and phone number well formed', () => {
    const ibans = [...organisation.accounts, ...organisation.counterparties.flatMap(({ accounts }) => accounts)].map(({ iban }) => iban)
    for (const iban of ibans) expect([iban, isValidIBAN(iban), electronicFormatIBAN(iban)]).toEqual([iban, true, iban])
    expect(new Set(ibans).size).toBe(ibans.length)
    const phones = [...organisation.people.flatMap((person) => person.phones), ...organisation.counterparties.flatMap(({ contacts }) => contacts.map(({ value }) => value))]
    for (const phone of phones) expect([phone, parsePhoneNumberFromString(phone)?.isValid()]).toEqual([phone, true])
    expect(new Set(phones).size).toBe(phones.length)
    for (const { accounts } of organisation.counterparties) for (const { bic } of accounts) expect(isValidBIC(bic)).toBe(true)
  })

  it('separates duties: whoever calls, reviews or administers approves nothing', () => {
    const approvers = email('approver')
    expect(approvers).toHaveLength(3)
    for (const role of ['caller', 'reviewer', 'administrator', 'auditor', 'requester', 'directory_editor']) {
      expect(email(role).filter((person) => approvers.includes(person))).toEqual([])
    }
    expect(email('administrator')).toHaveLength(2)
  })

  it('names only groups and entities that it has, and limits for every approver', () => {
    const groups = organisation.groups.map(({ id }) => id)
    const entities = organisation.entities.map(({ id }) => id)
    for (const person of organisation.people) {
      expect(person.groups.filter((group) => !groups.includes(group))).toEqual([])
      expect(person.limits.every((limit) => entities.includes(limit.entity))).toBe(true)
      expect(person.limits.length > 0).toBe(person.roles.includes('approver'))
    }
  })

  it('has a contact of its supplier whose number was checked more than sixty days before the payments', () => {
    const [contact] = organisation.counterparties.flatMap(({ contacts }) => contacts)
    expect(Date.parse('2026-11-23') - Date.parse(contact?.verifiedAt ?? '')).toBeGreaterThan(60 * 24 * 3600 * 1000)
  })
})

describe('the example payments', () => {
  const vetted = organisation.counterparties.flatMap(({ name, accounts }) => accounts.map((account) => ({ name, account })))
  const transactions = (name: string) => readPain001(read(`${name}.xml`)).transactions

  it('are all read', () => {
    const files = readdirSync(EXAMPLES).filter((file) => file.endsWith('.xml'))
    expect(files).toEqual(['fraud-video-call.xml', 'honest-supplier.xml', 'salaries-run.xml'])
    expect(files.map((file) => readPain001(read(file)).transactions.length)).toEqual([1, 1, 5])
  })

  it('are debited from the account of the organisation', () => {
    for (const name of ['fraud-video-call', 'honest-supplier', 'salaries-run']) {
      for (const { debtor } of transactions(name)) expect(debtor.account).toEqual({ iban: organisation.accounts[0]?.iban })
    }
  })

  it('are, as fraud and honest twin, the same amount to an unknown payee and to the supplier on file', () => {
    const [fraud] = transactions('fraud-video-call')
    const [honest] = transactions('honest-supplier')
    expect([fraud?.amount, fraud?.currency]).toEqual(['214000.00', 'EUR'])
    expect([honest?.amount, honest?.currency, honest?.executionDate]).toEqual([fraud?.amount, fraud?.currency, fraud?.executionDate])
    expect(vetted).toContainEqual(honest?.payee)
    expect(vetted.map(({ name }) => name)).not.toContain(fraud?.payee.name)
  })

  it('include an order in JSON that names people, account and supplier on file', () => {
    const order = z
      .looseObject({
        requestedBy: z.array(z.string()),
        originatingAccount: z.string(),
        amount: z.string().regex(/^\d+\.\d\d$/),
        payee: z.strictObject({ name: z.string(), account: z.unknown() }),
        instruction: z.strictObject({ channel: z.string(), instructedBy: z.string(), receivedAt: z.iso.datetime(), note: z.string() }),
      })
      .parse(JSON.parse(read('order.json').toString()))
    expect(email('requester')).toEqual(order.requestedBy)
    expect(email('instructor')).toEqual([order.instruction.instructedBy])
    expect(organisation.accounts.map(({ id }) => id)).toContain(order.originatingAccount)
    expect(organisation.clients[0]?.channels).toContain(order.instruction.channel)
    expect(vetted).toContainEqual({ name: order.payee.name, account: parseAccountIdentification(order.payee.account, 'payee.account') })
  })
})
