import fc from 'fast-check'
import { NO_EARLIER_INSTRUCTIONS, orderDigest, type OrderContent } from './payment-order.ts'
import { accountKey, accountLast4, accountLikeness, digestedPayment, paymentDigest, type Payment } from './payment.ts'

const payment: Payment = {
  originatingAccount: 'main-eur',
  amount: '12500.00',
  currency: 'EUR',
  payee: { name: 'Ateliers du Rhone SAS', account: { iban: 'FR7630006000011234567890189', bic: 'AGRIFRPP' } },
  accountVersion: 1,
  executionDate: '2026-12-01',
  reference: 'INV-4711',
  elements: {},
}

const withAccount = (account: Payment['payee']['account']): Payment => ({
  ...payment,
  payee: { ...payment.payee, account },
})

const changes: [string, Payment][] = [
  ['payer account', { ...payment, originatingAccount: 'main-usd' }],
  ['amount', { ...payment, amount: '12500.01' }],
  ['currency', { ...payment, currency: 'USD' }],
  ['payee name', { ...payment, payee: { ...payment.payee, name: 'Ateliers du Rhône SAS' } }],
  ['IBAN', withAccount({ iban: 'FR7630006000011234567890188', bic: 'AGRIFRPP' })],
  ['BIC', withAccount({ iban: 'FR7630006000011234567890189', bic: 'AGRIFRPX' })],
  ['absence of the BIC', withAccount({ iban: 'FR7630006000011234567890189' })],
  ['kind of account', withAccount({ other: { id: 'FR7630006000011234567890189', bic: 'AGRIFRPP' } })],
  ['account number', withAccount({ other: { id: '12345678' } })],
  ['scheme', withAccount({ other: { id: '12345678', scheme: 'BBAN' } })],
  ['country', withAccount({ other: { id: '12345678', country: 'US' } })],
  ['bank of an account number', withAccount({ other: { id: '12345678', bic: 'CHASUS33' } })],
  ['account version', { ...payment, accountVersion: 2 }],
  ['execution date', { ...payment, executionDate: '2026-12-02' }],
  ['reference', { ...payment, reference: 'INV-4711-A' }],
  ['further element', { ...payment, elements: { 'IntrmyAgt1/FinInstnId/BICFI': 'CHASUS33' } }],
  ['value of a further element', { ...payment, elements: { 'IntrmyAgt1/FinInstnId/BICFI': 'DEUTDEFF' } }],
]

describe('The payment digest', () => {
  it('is the SHA-256 of the published canonical JSON', () => {
    expect(JSON.stringify(digestedPayment(payment))).toBe(
      '{"type":"countersign/payment/1","payerAccount":"main-eur","payeeName":"Ateliers du Rhone SAS",' +
        '"payeeAccount":{"iban":"FR7630006000011234567890189","bic":"AGRIFRPP"},"payeeAccountVersion":"1","amount":"12500.00",' +
        '"currency":"EUR","executionDate":"2026-12-01","reference":"INV-4711","elements":{}}',
    )
    expect(paymentDigest(payment)).toBe('8fe6f21fbb8e822f39d25b0363e6d1871382e67b80158efba44189f709ae1cc7')
  })

  it('changes with every member, and no two changes collide', () => {
    const digests = [payment, ...changes.map(([, changed]) => changed)].map(paymentDigest)
    expect(new Set(digests).size).toBe(digests.length)
  })

  it.each(changes)('changes with the %s', (_name, changed) => {
    expect(paymentDigest(changed)).not.toBe(paymentDigest(payment))
  })

  it('does not depend on the order of elements, and refuses text it could not represent', () => {
    expect(paymentDigest({ ...payment, elements: { a: '1', b: '2' } })).toBe(
      paymentDigest({ ...payment, elements: { b: '2', a: '1' } }),
    )
    expect(() => paymentDigest({ ...payment, reference: 'INV\ud800' })).toThrow()
  })

  it('keeps texts apart that are not the same text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        fc.string(),
        fc.string(),
        (name, reference, otherName, otherReference) => {
          fc.pre(name !== otherName || reference !== otherReference)
          const as = (payee: string, text: string) =>
            paymentDigest({ ...payment, reference: text, payee: { ...payment.payee, name: payee } })
          expect(as(name, reference)).not.toBe(as(otherName, otherReference))
        },
      ),
    )
  })
})

describe('What an account is found again by', () => {
  it.each([
    { id: '1234 5678' },
    { id: '１２３４５６７８' },
    { id: '1234-5678' },
    { id: '12345678', country: 'US' },
    { id: '12345678', scheme: 'BBAN' },
    { id: '12345678', bic: 'CHASUS33' },
  ])('is its number, however it is written: %p', (written) => {
    expect(accountLikeness({ other: written })).toBe(accountLikeness({ other: { id: '12345678' } }))
  })

  it('tells other numbers apart, and IBANs from them', () => {
    const keys = [{ other: { id: '12345678' } }, { other: { id: '12345679' } }, { iban: 'FR7630006000011234567890189' }]
    expect(new Set(keys.map((account) => accountLikeness(account))).size).toBe(3)
  })
})

describe('What an account is matched by', () => {
  const other = (members: { id: string; scheme?: string; bic?: string; country?: string }) =>
    accountKey({ other: members })

  it('an IBAN is itself, whatever bank code is written beside it', () => {
    expect(accountKey({ iban: 'FR7630006000011234567890189', bic: 'AGRIFRPP' })).toBe(
      accountKey({ iban: 'FR7630006000011234567890189' }),
    )
  })

  it('any other number is an account only at its bank', () => {
    expect(other({ id: '12345678', bic: 'CHASUS33' })).not.toBe(other({ id: '12345678', bic: 'DEUTDEFF' }))
    expect(other({ id: '12345678', bic: 'CHASUS33' })).not.toBe(other({ id: '12345678' }))
  })

  it('takes the national code of the bank, as a pain.001 states it, for a part of such a number', () => {
    const account = { other: { id: '12345678' } }
    const at = (code: string) => accountKey(account, { 'CdtrAgt/FinInstnId/ClrSysMmbId/MmbId': code })
    expect(at('021000021')).not.toBe(at('026009593'))
    expect(at('021000021')).not.toBe(accountKey(account))
    expect(accountKey(account, { 'Purp/Cd': 'SUPP' })).toBe(accountKey(account))
  })

  it('never confuses one member with another', () => {
    const text = fc.constantFrom('', ':', 'a', 'a:', ':a', '"', '","')
    const member = fc.record({ id: text, scheme: text, country: text, bic: text })
    fc.assert(
      fc.property(member, member, (a, b) => {
        const same = a.id === b.id && a.scheme === b.scheme && a.country === b.country && a.bic === b.bic
        expect(other(a) === other(b)).toBe(same)
      }),
      { numRuns: 1000 },
    )
  })

  it('ends in the last four characters, in capitals', () => {
    expect(accountLast4({ iban: 'FR7630006000011234567890189' })).toBe('0189')
    expect(accountLast4({ other: { id: '12-ab3c' } })).toBe('AB3C')
  })
})

describe('The digest of an order', () => {
  const content: OrderContent = {
    payment,
    entity: 'eu',
    externalId: 'INV-4711',
    clientId: 'erp',
    requesters: ['per_1', 'per_2'],
    instruction: {
      channel: 'video',
      instructedBy: { kind: 'person', personId: 'per_cfo' },
      receivedAt: '2026-11-30T09:12:00.000Z',
      note: null,
    },
    earlier: NO_EARLIER_INSTRUCTIONS,
    counterpartyId: null,
    accountId: null,
    supersedes: null,
    attachments: ['a'.repeat(64)],
  }
  const { instruction } = content
  const variants: OrderContent[] = [
    { ...content, payment: { ...payment, amount: '12500.01' } },
    { ...content, entity: 'us' },
    { ...content, externalId: 'INV-4712' },
    { ...content, clientId: null },
    { ...content, requesters: ['per_1'] },
    { ...content, instruction: { ...instruction, channel: 'erp' } },
    { ...content, instruction: { ...instruction, instructedBy: null } },
    { ...content, instruction: { ...instruction, instructedBy: { kind: 'person', personId: 'per_2' } } },
    { ...content, instruction: { ...instruction, instructedBy: { kind: 'outside', name: 'per_cfo' } } },
    { ...content, instruction: { ...instruction, receivedAt: null } },
    { ...content, instruction: { ...instruction, note: 'today' } },
    { ...content, counterpartyId: 'cpt_1' },
    { ...content, accountId: 'acc_1' },
    { ...content, supersedes: 'ord_0' },
    { ...content, attachments: [] },
  ]

  it('changes with every member of the order', () => {
    const digests = [content, ...variants].map(orderDigest)
    expect(new Set(digests).size).toBe(digests.length)
  })

  it('does not depend on the order in which requesters are listed', () => {
    expect(orderDigest({ ...content, requesters: ['per_2', 'per_1'] })).toBe(orderDigest(content))
  })
})
