import { statedMatches } from './blind-entry.ts'

const expected = { amount: '214000.00', currency: 'EUR', accountLast4: '0189' }
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
})
