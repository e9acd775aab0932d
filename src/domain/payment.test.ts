import fc from 'fast-check'
import { NO_EARLIER_INSTRUCTIONS, orderDigest, type OrderContent } from './payment-order.ts'
import { accountLast4, accountLikeness, digestedPayment, paymentDigest, type Payment } from './payment.ts'

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

describe('An account', () => {
  it('ends in capitals', () => {
    expect(accountLast4({ iban: 'FR7630006000011234567890189' })).toBe('0189')
    expect(accountLast4({ other: { id: '12-ab3c' } })).toBe('AB3C')
  })

  it.each([
    ['28 65 43-4', '5434'],
    ['1234 5678 90', '7890'],
    ['1234.5678.90.', '7890'],
    ['１２３４５', '2345'],
    ['1-2', '12'],
  ])('ends in its last four letters and digits: %s', (id, ending) => {
    expect(accountLast4({ other: { id } })).toBe(ending)
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
