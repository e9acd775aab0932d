import { assertStated, statedMatches } from './blind-entry.ts'
import { CountersignError } from './errors.ts'

const expected = { amount: '214000.00', currency: 'EUR', accountLast4: '0189' }
const problemOf = (stated: { amount?: string; accountLast4: string }, expectation: object = {}) => {
  try {
    assertStated(stated, { ...expected, ...expectation }, 'stated')
    return null
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error
    return `${error.status} ${error.code} ${error.errors.map(({ path }) => path).join()}`
  }
}
const says = (amount: string, accountLast4 = '0189') => statedMatches({ amount, accountLast4 }, expected)

describe('What a signer types or a callee states', () => {
  it.each(['214000.00', '214000', ' 214000.00 '])('is this payment: %j', (amount) => {
    expect(says(amount)).toBe(true)
  })

  it.each(['214000.01', '21400.00', '214.000,00', '214,000.00', '2.14e5', '', '0', '214000.0', '0214000'])(
    'is another one, or none: %j',
    (amount) => {
      expect(says(amount)).toBe(false)
    },
  )

  it('needs the account ending too, in either case', () => {
    expect(says('214000', '0188')).toBe(false)
    expect(says('214000', '')).toBe(false)
    expect(
      statedMatches({ amount: '5', accountLast4: 'ab3c' }, { amount: '5', currency: 'JPY', accountLast4: 'AB3C' }),
    ).toBe(true)
  })

  it('must name the amount of a payment', () => {
    expect(statedMatches({ accountLast4: '0189' }, expected)).toBe(false)
  })

  it('is of an account on its own by the ending alone', () => {
    expect(statedMatches({ accountLast4: ' 0189 ' }, { accountLast4: '0189' })).toBe(true)
    expect(statedMatches({ accountLast4: '01 8-9' }, { accountLast4: '0189' })).toBe(true)
    expect(statedMatches({ accountLast4: '' }, { accountLast4: '' })).toBe(false)
    expect(statedMatches({ accountLast4: '--' }, { accountLast4: '0189' })).toBe(false)
    expect(statedMatches({ accountLast4: '189' }, { accountLast4: '0189' })).toBe(false)
    expect(statedMatches({ accountLast4: '30189' }, { accountLast4: '0189' })).toBe(false)
    expect(statedMatches({ amount: '1', accountLast4: '0189' }, { accountLast4: '0189' })).toBe(true)
    expect(statedMatches({ amount: '1', accountLast4: '0188' }, { accountLast4: '0189' })).toBe(false)
  })

  it.each(['0189', ' 0189 ', '01 89', '01-89', '0.1.8.9'])('is that account, whatever separates it: %j', (ending) => {
    expect(problemOf({ amount: '1.00', accountLast4: ending })).toBeNull()
    expect(says('214000', ending)).toBe(true)
  })

  it.each(['12500,05', '12.500,05', '12 500.05', '214.000', '214000.0', '2e5', '', '-1.00', 'EUR 5.00'])(
    'is no amount, and so no try: %j',
    (amount) => {
      expect(problemOf({ amount, accountLast4: '0189' })).toBe('422 AMOUNT_FORMAT stated.amount')
    },
  )

  it.each(['', '189', '70189', '----', '1 8'])('is no ending, and so no try: %j', (accountLast4) => {
    expect(problemOf({ amount: '1.00', accountLast4 })).toBe('422 ENDING_FORMAT stated.accountLast4')
  })

  it('is told to be unreadable without a look at what is kept back', () => {
    const stated = { amount: '12500,05', accountLast4: '0189' }
    const elsewhere = { amount: '12500.05', accountLast4: '9999' }
    expect(problemOf(stated, elsewhere)).toBe(problemOf(stated))
    expect(problemOf({ accountLast4: '0189' })).toBe('422 AMOUNT_FORMAT stated.amount')
  })

  it('ends an account that is shorter than four with all of it', () => {
    const short = { accountLast4: '7A' }
    expect(problemOf({ amount: '1.00', accountLast4: '7-a' }, short)).toBeNull()
    expect(statedMatches({ accountLast4: '7-a' }, short)).toBe(true)
    expect(problemOf({ amount: '1.00', accountLast4: '' }, short)).toBe('422 ENDING_FORMAT stated.accountLast4')
  })
})
