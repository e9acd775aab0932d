import { orderObject } from '../../src/domain/payment-order.ts'
import { readPresentedOrder } from './presented-order.ts'

const CONTENT = orderObject({
  payment: {
    ...{ originatingAccount: 'main-eur', amount: '12500.00', currency: 'EUR', accountVersion: 0 },
    payee: { name: 'Ateliers du Rhone SAS', account: { iban: 'FR7630006000011234567890189', bic: 'AGRIFRPP' } },
    ...{ executionDate: '2026-12-01', reference: 'INV-4711', elements: { 'UltmtCdtr/Nm': 'Somebody else' } },
  },
  ...{ entity: 'eu', externalId: 'INV-4711', clientId: 'erp', requesters: ['per_1'], counterpartyId: null },
  instruction: { channel: 'video', instructedBy: { kind: 'outside', name: 'Max' }, receivedAt: null, note: 'today' },
  earlier: { channels: ['email'], instructors: ['per_2'] },
  ...{ accountId: null, supersedes: null, attachments: ['ab'] },
})
const MEMBERS = { subject: { type: 'order', version: '1' }, reasons: ['CHANNEL_VIDEO'], content: CONTENT }

describe('a payment, read from what is signed', () => {
  it('says what the service put there', () => {
    expect(readPresentedOrder(MEMBERS)).toMatchObject({
      ...{ amount: '12500.00', currency: 'EUR', payeeName: 'Ateliers du Rhone SAS', accountVersion: '0' },
      account: { number: 'FR7630006000011234567890189', isIban: true, bic: 'AGRIFRPP' },
      ...{ elements: [['UltmtCdtr/Nm', 'Somebody else']], instructedBy: { name: 'Max' }, attachments: ['ab'] },
    })
  })

  it('says what earlier versions said, where they said anything else', () => {
    const { earlier: _earlier, ...content } = CONTENT
    expect(readPresentedOrder(MEMBERS)?.earlier).toEqual({ channels: ['email'], instructors: ['per_2'] })
    expect(readPresentedOrder({ ...MEMBERS, content })?.earlier).toEqual({ channels: [], instructors: [] })
  })

  it('has neither amount nor account while they are to be typed', () => {
    const { payment, paymentDigest: _digest, ...rest } = CONTENT
    const { amount: _amount, payeeAccount: _account, ...shown } = payment as Record<string, never>
    const covered = { ...MEMBERS, content: { ...rest, payment: { ...shown, elements: {} } } }
    expect(readPresentedOrder(covered)).toMatchObject({ amount: null, account: null })
  })

  it.each([
    ['an amount that is a number', { amount: 12500 }],
    ['an account of no known form', { payeeAccount: { wallet: 'x' } }],
    ['an account without its amount', { amount: undefined }],
  ])('is not there at all with %s', (_what, change) => {
    const payment = { ...(CONTENT['payment'] as object), ...change }
    expect(readPresentedOrder({ ...MEMBERS, content: { ...CONTENT, payment } })).toBeNull()
  })

  it('is not taken from another kind of subject', () => {
    expect(readPresentedOrder({ ...MEMBERS, subject: { type: 'hold', version: '1' } })).toBeNull()
  })
})
