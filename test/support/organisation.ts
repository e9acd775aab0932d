/** The company that whole-system tests are about: fictional people, numbers set aside for fiction, no real bank. */

/** A French IBAN at a bank that does not exist; its check digits are right. */
export function exampleIban(account: number): string {
  const bban = `9999900004${String(account).padStart(11, '0')}88`
  // ISO 7064 MOD 97-10 over the BBAN, the country in digits (F = 15, R = 27) and 00.
  const check = 98n - (BigInt(`${bban}152700`) % 97n)
  return `FR${String(check).padStart(2, '0')}${bban}`
}

export interface VettedPayee {
  readonly name: string
  readonly account: { readonly iban: string }
  readonly phone: string
}

/** Vetted: on file since set-up, under a change that a quorum signed. */
export const SUPPLIER = {
  name: 'Ateliers du Rhone SAS',
  account: { iban: exampleIban(21_400_017) },
  phone: '+33465710017',
} as const

/** Vetted as well: what deceivers pretend to be paying. */
export const LANDLORD = {
  name: 'Foncière des Quais SCI',
  account: { iban: exampleIban(33_000_101) },
  phone: '+33465710018',
} as const

/** The same for any payee, as the organisation's file has it. */
export function onFile({ name, account, phone }: VettedPayee) {
  return {
    name,
    provenance: 'Contract and bank details letter of 2024, checked by a call on 2026-06-15',
    accounts: [account],
    contacts: [{ phone, timeZone: 'Europe/Paris' }],
  }
}

const LIMITS = [{ entity: 'eu', currency: 'EUR', perOrder: '90000000.00', perDay: '900000000.00' }]

const approver = (name: string, phone: string) => ({
  email: `${name.toLowerCase()}@example.com`,
  name: `${name} Example`,
  roles: ['approver'],
  groups: ['treasury'],
  limits: LIMITS,
  phones: [phone],
})

export const ORGANISATION = {
  organisation: { name: 'Example Europe SAS', baseCurrency: 'EUR', locale: 'en-GB' },
  entities: [
    {
      id: 'eu',
      name: 'Example Europe SAS',
      timeZone: 'Europe/Paris',
      holidays: 'FR',
      businessHours: '00:00-23:59',
      cutOff: '15:30',
    },
  ],
  accounts: [{ id: 'main-eur', entity: 'eu', iban: exampleIban(1), currency: 'EUR' }],
  groups: [{ id: 'treasury' }, { id: 'escalation' }, { id: 'security' }],
  people: [
    {
      email: 'ana@example.com',
      name: 'Ana Example',
      roles: ['requester'],
      phones: ['+33199001001'],
      externalIds: { erp: 'ANA1' },
    },
    approver('Ben', '+33199001002'),
    approver('Ivy', '+33199001003'),
    {
      email: 'cfo@example.com',
      name: 'Cleo Example',
      roles: ['instructor', 'approver'],
      groups: ['treasury'],
      limits: LIMITS,
      phones: ['+33199001004'],
    },
    { email: 'dan@example.com', name: 'Dan Example', roles: ['caller'], phones: ['+33199001005'] },
    {
      email: 'eve@example.com',
      name: 'Eve Example',
      roles: ['reviewer'],
      groups: ['escalation'],
      phones: ['+33199001006'],
    },
    // Invited, and yet to come.
    approver('Kim', '+33199001007'),
    { email: 'fay@example.com', name: 'Fay Example', roles: ['administrator'], groups: ['security'] },
    { email: 'gil@example.com', name: 'Gil Example', roles: ['administrator'], groups: ['security'] },
    { email: 'hal@example.com', name: 'Hal Example', roles: ['auditor'] },
  ],
  counterparties: [SUPPLIER, LANDLORD].map(onFile),
  clients: [
    {
      id: 'erp',
      scopes: ['orders:write', 'orders:read', 'events:read'],
      channels: ['erp', 'voice', 'video', 'chat', 'email', 'sms', 'letter', 'in_person', 'portal'],
    },
    { id: 'other-erp', scopes: ['orders:write', 'orders:read', 'events:read'], channels: ['erp'] },
  ],
  rates: { asOf: new Date().toISOString().slice(0, 10), maxAgeDays: 7, USD: '0.92', JPY: '0.0061' },
  policy: './policy.yaml',
}

/** Strict, with waits that a test can sit through. */
export const POLICY = policyYaml()

export function policyYaml({ coolingOff = 'PT2S', expire = 'PT30M' } = {}): string {
  return `
version: 1
line: {amount: "1000.00", window: P30D, per: [payee, instructor, requester, client]}
base:
  - {approval: {group: treasury, quorum: 2, blindEntry: true}}
  - {instructor_confirmation: {}}
  - {callback: {callee: auto, contactMinAgeDays: 30}}
  - {cooling_off: ${coolingOff}}
  - {review: {group: escalation, sla: PT8H}}
relax:
  - id: routine
    when: 'payee.known && amountBase < money("25000.00")'
    allow: [OFF_HOURS]
    drop: [instructor_confirmation, callback, cooling_off, review]
    approval: {group: treasury, quorum: 1}
expire: ${expire}
`
}
