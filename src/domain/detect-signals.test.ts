import { detectSignals } from './detect-signals.ts'
import {
  known,
  NOTHING_INHERITED,
  UNKNOWN,
  type HistoryFacts,
  type OrderFacts,
  type PayeeFacts,
} from './order-facts.ts'
import { CHANNELS, NO_EARLIER_INSTRUCTIONS, type Channel, type OrderContent } from './payment-order.ts'
import { assumed, collectSignals, signal, SIGNAL_CODES } from './signals.ts'

const eur = (minor: bigint) => ({ minor, currency: 'EUR' })
const LINE = 100_000n
const payee: PayeeFacts = {
  counterpartyKnown: true,
  accountKnown: true,
  otherAccountsKnown: false,
  accountChangedAt: null,
}
const history: HistoryFacts = { duplicates: [], cumulative: eur(50_000n), earlierOrders: 0, resubmissionOf: [] }
const facts: OrderFacts = {
  payee: known(payee),
  history: known(history),
  amountBase: known(eur(50_000n)),
  withinBusinessHours: known(true),
  contactedBy: [],
  escalated: false,
  impersonated: [],
  inherited: NOTHING_INHERITED,
}

function orderBy(channel: Channel): OrderContent {
  return {
    payment: {
      originatingAccount: 'main-eur', amount: '500.00', currency: 'EUR', accountVersion: 1, executionDate: '2026-12-01', reference: 'INV-1', elements: {},
      payee: { name: 'Example Ltd', account: { iban: 'FR7630006000011234567890189' } },
    },
    earlier: NO_EARLIER_INSTRUCTIONS,
    entity: 'eu', externalId: 'INV-1', clientId: null, requesters: [], counterpartyId: null, accountId: null, supersedes: null, attachments: [],
    instruction: { channel, instructedBy: null, receivedAt: null, note: null },
  } // prettier-ignore
}

const found = (change: Partial<OrderFacts> = {}, channel: Channel = 'erp') =>
  detectSignals(orderBy(channel), { ...facts, ...change }, LINE).map((one) => one.code)

describe('What stands out about an order', () => {
  it('is nothing on a quiet day', () => {
    expect(found()).toEqual([])
  })

  it('is how the request came in, and above all when nobody said', () => {
    const byChannel = Object.fromEntries(CHANNELS.map((channel) => [channel, found({}, channel)[0] ?? '']))
    expect(byChannel).toEqual({
      voice: 'CHANNEL_VOICE', video: 'CHANNEL_VIDEO', chat: 'CHANNEL_REMOTE', email: 'CHANNEL_REMOTE', sms: 'CHANNEL_REMOTE',
      letter: '', in_person: '', erp: '', portal: '', unknown: 'CHANNEL_UNKNOWN',
    }) // prettier-ignore
  })

  it('is that a signer was contacted, and how', () => {
    expect(found({ contactedBy: ['none'] })).toEqual([])
    expect(found({ contactedBy: ['in_person'] })).toEqual(['CONTACTED'])
    expect(found({ contactedBy: ['none', 'voice', 'video'] })).toEqual(['CHANNEL_VOICE', 'CHANNEL_VIDEO', 'CONTACTED'])
    expect(found({ contactedBy: ['chat', 'email'] })).toEqual(['CHANNEL_REMOTE', 'CONTACTED'])
  })

  it('is that somebody is reported to pose as a person it names, whoever that is', () => {
    const [one] = detectSignals(orderBy('erp'), { ...facts, impersonated: ['per_1', 'per_2'] }, LINE)
    expect(one).toMatchObject({ code: 'ACTIVE_IMPERSONATION', evidence: { people: 'per_1 per_2' }, unknown: false })
  })

  it('is a payee or an account that nobody vetted', () => {
    expect(found({ payee: known({ ...payee, counterpartyKnown: false, accountKnown: false }) })).toEqual([
      'NEW_PAYEE',
      'NEW_ACCOUNT',
    ])
    expect(found({ payee: known({ ...payee, accountKnown: false, otherAccountsKnown: true }) })).toEqual([
      'NEW_ACCOUNT',
      'ACCOUNT_CHANGED',
    ])
    expect(found({ payee: known({ ...payee, accountChangedAt: '2026-11-29T00:00:00.000Z' }) })).toEqual(['BANK_CHANGE'])
  })

  it('is a sum over the line of several payments that somebody claims to want, or to an account nobody vetted', () => {
    const sum = known({ ...history, cumulative: eur(100_001n), earlierOrders: 2 })
    const unvetted = known({ ...payee, accountKnown: false })
    expect(found({ history: sum }, 'email')).toContain('CUMULATIVE')
    expect(found({ history: sum, payee: unvetted })).toContain('CUMULATIVE')
    // The monthly invoices of a vetted payee add up without anything being wrong.
    expect(found({ history: sum })).toEqual([])
    expect(
      found({ history: known({ ...history, cumulative: eur(100_000n), earlierOrders: 2 }), payee: unvetted }),
    ).not.toContain('CUMULATIVE')
    expect(
      found({ history: known({ ...history, cumulative: eur(100_001n), earlierOrders: 0 }), payee: unvetted }),
    ).not.toContain('CUMULATIVE')
  })

  it('is a sum that cannot be added up for want of a rate, taken to be over the line; likeness is still seen', () => {
    const open = { ...history, cumulative: null, earlierOrders: 2 }
    const unvetted = known({ ...payee, accountKnown: false })
    expect(found({ history: known(open), payee: unvetted })).toContain('CUMULATIVE')
    expect(found({ history: known(open) }, 'email')).toContain('CUMULATIVE')
    expect(found({ history: known(open) })).toEqual([])
    expect(found({ history: known({ ...open, duplicates: ['ord_1'] }) })).toEqual(['DUPLICATE'])
    expect(found({ history: known({ ...open, earlierOrders: 0 }), payee: unvetted })).not.toContain('CUMULATIVE')
  })

  it('is a likeness to earlier orders', () => {
    expect(found({ history: known({ ...history, duplicates: ['ord_1'] }) })).toEqual(['DUPLICATE'])
    expect(found({ history: known({ ...history, resubmissionOf: ['ord_1'] }) })).toEqual(['RESUBMITTED'])
  })

  it('is the hour', () => {
    expect(found({ withinBusinessHours: known(false) })).toEqual(['OFF_HOURS'])
  })

  it('is what was found before', () => {
    expect(found({ inherited: { ...NOTHING_INHERITED, signals: ['SECRECY', 'CHANNEL_VIDEO'] } })).toEqual([
      'CHANNEL_VIDEO',
      'SECRECY',
    ])
  })

  it('is, of a source that does not answer, everything it could have said, marked as assumed', () => {
    const silent = (change: Partial<OrderFacts>) => detectSignals(orderBy('erp'), { ...facts, ...change }, LINE)
    expect(silent({ payee: UNKNOWN }).map((one) => one.code)).toEqual([
      'NEW_PAYEE',
      'NEW_ACCOUNT',
      'ACCOUNT_CHANGED',
      'BANK_CHANGE',
    ])
    expect(silent({ history: UNKNOWN }).map((one) => one.code)).toEqual(['DUPLICATE', 'CUMULATIVE', 'RESUBMITTED'])
    expect(silent({ amountBase: UNKNOWN }).map((one) => one.code)).toEqual(['AMOUNT_OUTLIER'])
    expect(silent({ withinBusinessHours: UNKNOWN }).map((one) => one.code)).toEqual(['OFF_HOURS'])
    expect(
      silent({ payee: UNKNOWN, history: UNKNOWN, amountBase: UNKNOWN, withinBusinessHours: UNKNOWN }).every(
        (one) => one.unknown,
      ),
    ).toBe(true)
  })
})

describe('Collecting signals', () => {
  it('keeps one of each, in a fixed order, and the unknown one of two', () => {
    const collected = collectSignals([
      signal('URGENCY', 'a'),
      signal('NEW_ACCOUNT', 'b'),
      assumed('NEW_ACCOUNT', 'c'),
      signal('NEW_ACCOUNT', 'd'),
      signal('URGENCY', 'e'),
    ])
    expect(collected.map((one) => [one.code, one.reason, one.unknown])).toEqual([
      ['NEW_ACCOUNT', 'c', true],
      ['URGENCY', 'a', false],
    ])
    expect(collectSignals(SIGNAL_CODES.map((code) => signal(code, '')).reverse()).map((one) => one.code)).toEqual([
      ...SIGNAL_CODES,
    ])
  })
})
