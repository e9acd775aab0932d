import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { accountKey } from '../../src/domain/vetted-account.ts'
import { parseAccountIdentification } from '../../src/orders/account-identification.ts'
import { readPain001 } from '../../src/orders/pain001/read-pain001.ts'
import { OrderBody } from '../../src/orders/schema.ts'
import { interpretOrganisation } from '../../src/people/organisation-file/interpret-organisation.ts'
import { organisationSchema } from '../../src/people/organisation-file/schema.ts'

/** What a newcomer sends first must work, and must fit together. */
const EXAMPLES = join(import.meta.dirname, '../../examples')
const read = (name: string) => readFileSync(join(EXAMPLES, name))

const { file: organisation, errors } = interpretOrganisation(
  organisationSchema.parse(parse(read('organisation.yaml').toString())),
)
const email = (role: string) =>
  organisation.people.filter(({ roles }) => roles.some((has) => has === role)).map((person) => person.email)

describe('the example organisation', () => {
  it('is understood without a complaint', () => {
    expect(errors).toEqual([])
  })

  it('has no account or phone number twice, and no bank is mistaken for a real one', () => {
    const accounts = organisation.counterparties.flatMap(({ accounts: own }) => own)
    const keys = [...accounts, ...organisation.accounts.map(({ iban }) => ({ iban }))].map((account) =>
      accountKey(account),
    )
    expect(new Set(keys).size).toBe(keys.length)
    expect(accounts).toEqual([{ iban: 'FR7699990000420002140001788', bic: 'XMPLFRPP' }])
    const phones = [
      ...organisation.people.flatMap((person) => person.phones),
      ...organisation.counterparties.flatMap(({ contacts }) => contacts.map(({ value }) => value)),
    ]
    expect(new Set(phones).size).toBe(phones.length)
    for (const phone of phones) expect(phone).toMatch(/^\+33(19900|46571)\d{4}$/)
  })

  it('separates duties: whoever calls, reviews or administers approves nothing', () => {
    const approvers = email('approver')
    expect(approvers).toHaveLength(3)
    for (const role of ['caller', 'reviewer', 'administrator', 'auditor', 'requester', 'directory_editor']) {
      expect(email(role).filter((person) => approvers.includes(person))).toEqual([])
    }
    expect(email('administrator')).toHaveLength(2)
  })

  it('has a limit for every approver, and a number on file for everyone who may be called', () => {
    for (const { roles, limits, phones } of organisation.people) {
      expect(limits.length > 0).toBe(roles.includes('approver'))
      if (roles.includes('instructor')) expect(phones).not.toEqual([])
    }
    expect(organisation.counterparties.flatMap(({ contacts }) => contacts)).toHaveLength(1)
  })
})

describe('the example payments', () => {
  const vetted = organisation.counterparties.flatMap(({ name, accounts }) =>
    accounts.map((account) => ({ name, account })),
  )
  const transactions = (name: string) => readPain001(read(`${name}.xml`)).transactions

  it('are all read', () => {
    const files = readdirSync(EXAMPLES).filter((file) => file.endsWith('.xml'))
    expect(files).toEqual(['fraud-video-call.xml', 'honest-supplier.xml', 'salaries-run.xml'])
    expect(files.map((file) => readPain001(read(file)).transactions.length)).toEqual([1, 1, 5])
  })

  it('are debited from the account of the organisation', () => {
    for (const name of ['fraud-video-call', 'honest-supplier', 'salaries-run']) {
      for (const { debtor } of transactions(name))
        expect(debtor.account).toEqual({ iban: organisation.accounts[0]?.iban })
    }
  })

  it('are, as fraud and honest twin, the same amount to an unknown payee and to the supplier on file', () => {
    const [fraud] = transactions('fraud-video-call')
    const [honest] = transactions('honest-supplier')
    expect([fraud?.amount, fraud?.currency]).toEqual(['214000.00', 'EUR'])
    expect([honest?.amount, honest?.currency, honest?.executionDate]).toEqual([
      fraud?.amount,
      fraud?.currency,
      fraud?.executionDate,
    ])
    expect(vetted).toContainEqual(honest?.payee)
    expect(vetted.map(({ name }) => name)).not.toContain(fraud?.payee.name)
  })

  it('include two orders in JSON of which one can be submitted after the other', () => {
    const ids = ['first-order.json', 'order.json'].map(
      (name) => OrderBody.parse(JSON.parse(read(name).toString())).externalId,
    )
    expect(new Set(ids).size).toBe(2)
  })

  it('include an order in JSON that names people, account and supplier on file', () => {
    const order = z
      .looseObject({
        requestedBy: z.array(z.string()),
        originatingAccount: z.string(),
        amount: z.string().regex(/^\d+\.\d\d$/),
        payee: z.strictObject({ name: z.string(), account: z.unknown() }),
        instruction: z.strictObject({
          channel: z.string(),
          instructedBy: z.string(),
          receivedAt: z.iso.datetime(),
          note: z.string(),
        }),
      })
      .parse(JSON.parse(read('order.json').toString()))
    expect(email('requester')).toEqual(order.requestedBy)
    expect(email('instructor')).toEqual([order.instruction.instructedBy])
    expect(organisation.accounts.map(({ id }) => id)).toContain(order.originatingAccount)
    expect(organisation.clients[0]?.channels).toContain(order.instruction.channel)
    expect(vetted).toContainEqual({
      name: order.payee.name,
      account: parseAccountIdentification(order.payee.account, 'payee.account'),
    })
  })
})
