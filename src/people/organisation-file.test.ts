import { refusalOf } from '../../test/support/software-key.ts'
import { parseOrganisationFile } from './organisation-file.ts'

const EXAMPLE = `
organisation: {name: Example Ltd, baseCurrency: EUR, locale: en-GB}
entities: [{id: eu, name: Example Europe SAS, timeZone: Europe/Paris, holidays: FR, businessHours: "09:00-18:00", cutOff: "15:30"}]
accounts: [{id: main-eur, entity: eu, iban: FR76 3000 6000 0112 3456 7890 189, currency: EUR}]
groups: [{id: treasury}, {id: escalation}]
people:
  - {email: ana@example.com, name: Ana Example, roles: [requester], groups: [], externalIds: {erp: ANA1}, phones: ["+33 1 23 45 67 89"]}
  - {email: ben@example.com, name: Ben Example, roles: [approver], groups: [treasury], limits: [{entity: eu, currency: EUR, perOrder: "50000.00", perDay: "200000.00"}]}
  - {email: fay@example.com, name: Fay Example, roles: [administrator]}
counterparties:
  - {name: Ateliers du Rhone SAS, accounts: [{iban: FR7630006000011234567890189, bic: AGRIFRPP}], contacts: [{phone: "+33 4 72 00 00 00"}, {email: ap@example.org, timeZone: Europe/London}], provenance: Signed contract of 2024}
clients: [{id: erp, scopes: [orders:write, orders:read, events:read], channels: [erp, voice]}]
webhooks: [{client: erp, url: "http://127.0.0.1:9090/hook"}]
rates: {asOf: 2026-11-30, maxAgeDays: 7, USD: "0.92"}
policy: ./policy/small-company.yaml
`

const parse = (yaml: string) => parseOrganisationFile(yaml, '/etc/countersign')

async function mistakesIn(yaml: string): Promise<string[]> {
  const refusal = await refusalOf(Promise.resolve().then(() => parse(yaml)))
  expect(refusal).toMatchObject({ code: 'ORGANISATION_INVALID', status: 422 })
  return refusal.errors.map(({ path, code }) => `${path} ${code}`)
}

describe('organisation.yaml', () => {
  it('is read into amounts, accounts and numbers in their one form', () => {
    const file = parse(EXAMPLE)
    expect(file.policyPath).toBe('/etc/countersign/policy/small-company.yaml')
    expect(file.accounts).toEqual([
      { id: 'main-eur', entity: 'eu', iban: 'FR7630006000011234567890189', currency: 'EUR' },
    ])
    const [ana, ben] = file.people
    expect(ana?.phones).toEqual(['+33123456789'])
    expect(ben?.limits).toEqual([
      {
        entity: 'eu',
        perOrder: { minor: 5_000_000n, currency: 'EUR' },
        perDay: { minor: 20_000_000n, currency: 'EUR' },
      },
    ])
    expect(file.counterparties[0]?.contacts).toEqual([
      { kind: 'phone', value: '+33472000000', timeZone: 'Europe/Paris' },
      { kind: 'email', value: 'ap@example.org', timeZone: 'Europe/London' },
    ])
    expect(file.rates).toEqual({ asOf: '2026-11-30', maxAgeDays: 7, rates: { USD: '0.92' } })
  })

  it.each([
    [
      'an unknown field',
      ['roles: [requester]', 'rolls: [requester], roles: [requester]'],
      'people[0].rolls FIELD_UNKNOWN',
    ],
    ['a missing field', ['name: Example Ltd, ', ''], 'organisation.name FIELD_MISSING'],
    [
      'an amount as a number',
      ['perOrder: "50000.00"', 'perOrder: 50000.00'],
      'people[1].limits[0].perOrder FIELD_FORMAT',
    ],
    [
      'an amount with decimals of another currency',
      ['"50000.00"', '"50000.000"'],
      'people[1].limits[0].perOrder AMOUNT_FORMAT',
    ],
    ['a daily limit below that of one order', ['"200000.00"', '"20000.00"'], 'people[1].limits[0].perDay LIMIT'],
    [
      'a limit for an unknown entity',
      ['limits: [{entity: eu', 'limits: [{entity: uk'],
      'people[1].limits[0].entity ENTITY_UNKNOWN',
    ],
    [
      'an account of an unknown entity',
      ['main-eur, entity: eu', 'main-eur, entity: uk'],
      'accounts[0].entity ENTITY_UNKNOWN',
    ],
    ['an account with wrong check digits', ['FR76 3000', 'FR75 3000'], 'accounts[0].iban IBAN_INVALID'],
    ['an unknown group', ['groups: [treasury]', 'groups: [tresury]'], 'people[1].groups[0] GROUP_UNKNOWN'],
    ['an address twice, whatever its case', ['fay@example.com', 'Ana@example.com'], 'people[2].email DUPLICATE'],
    ['an unknown role', ['[administrator]', '[admin]'], 'people[2].roles[0] FIELD_FORMAT'],
    [
      'an administrator who approves',
      ['[administrator]', '[administrator, approver]'],
      'people[2].roles ADMINISTRATOR_ROLES',
    ],
    [
      'an administrator who calls',
      ['[administrator]', '[administrator, caller]'],
      'people[2].roles ADMINISTRATOR_ROLES',
    ],
    [
      'a phone number without its country',
      ['"+33 1 23 45 67 89"', '"01 23 45 67 89"'],
      'people[0].phones[0] PHONE_FORMAT',
    ],
    ['a webhook of an unknown client', ['client: erp, url', 'client: sap, url'], 'webhooks[0].client CLIENT_UNKNOWN'],
    ['an unknown channel', ['channels: [erp, voice]', 'channels: [erp, fax]'], 'clients[0].channels[1] FIELD_FORMAT'],
    [
      'an unknown time zone',
      ['timeZone: Europe/Paris, h', 'timeZone: Europe/Lutetia, h'],
      'entities[0].timeZone TIME_ZONE',
    ],
    ['an unknown holiday calendar', ['holidays: FR', 'holidays: FRA'], 'entities[0].holidays HOLIDAYS'],
    [
      'hours that end before they begin',
      ['"09:00-18:00"', '"18:00-09:00"'],
      'entities[0].businessHours BUSINESS_HOURS',
    ],
    ['a rate of zero', ['USD: "0.92"', 'USD: "0.00"'], 'rates.USD RATE'],
    ['a rate of the base currency', ['USD: "0.92"', 'EUR: "1.00"'], 'rates.EUR RATE'],
    ['a rate of what is no currency', ['USD: "0.92"', 'XXX: "1.00"'], 'rates.XXX CURRENCY_UNKNOWN'],
    [
      'an invisible character in a name',
      ['name: Ben Example', 'name: "Ben\\u200b Example"'],
      'people[1].name TEXT_UNSEEN_CHARACTERS',
    ],
    [
      'a counterparty account that is none',
      ['{iban: FR7630006000011234567890189, bic: AGRIFRPP}', '{iban: FR00}'],
      'counterparties[0].accounts[0].iban IBAN_INVALID',
    ],
    ['a key twice', ['organisation: {', 'groups: []\norganisation: {'], 'line 6 YAML'],
  ])('is refused with %s', async (_what, [from, to], mistake) => {
    expect(EXAMPLE).toContain(from)
    expect(await mistakesIn(EXAMPLE.replace(from ?? '', to ?? ''))).toContain(mistake)
  })

  it('is refused with one external id for two people', async () => {
    const yaml = EXAMPLE.replace('name: Fay Example, ', 'name: Fay Example, externalIds: {erp: ANA1}, ')
    expect(await mistakesIn(yaml)).toEqual(['people[2].externalIds.erp DUPLICATE'])
  })

  it('is answered with every mistake at once', async () => {
    const yaml = EXAMPLE.replace('groups: [treasury]', 'groups: [tresury]').replace('FR76 3000', 'FR75 3000')
    expect(await mistakesIn(yaml)).toEqual(['accounts[0].iban IBAN_INVALID', 'people[1].groups[0] GROUP_UNKNOWN'])
  })
})
