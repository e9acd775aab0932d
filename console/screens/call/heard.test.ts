import { readHeardAmount, readHeardEnding } from './heard.ts'

describe('what was heard on the phone', () => {
  it.each([
    ['214000.00', '214000.00'],
    [' 214 000.00 ', '214000.00'],
    ['214\u202f000', '214000'],
    ['0.5', '0.5'],
  ])('amount %j is sent as %s', (typed, sent) => {
    expect(readHeardAmount(typed)).toBe(sent)
  })

  it.each(['', '214,000', '214.000,00', '1,000.00', '2e5', '-5', '12.', '.5', 'EUR 5', '٣'])(
    'amount %j is asked for again rather than guessed',
    (typed) => {
      expect(readHeardAmount(typed)).toBeNull()
    },
  )

  it.each([
    ['1788', '1788'],
    ['17 88', '1788'],
    ['ab-12', 'AB12'],
  ])('account ending %j is sent as %s', (typed, sent) => {
    expect(readHeardEnding(typed)).toBe(sent)
  })

  it.each(['', '788', '17888', '17.8', 'äbcd'])('account ending %j is asked for again', (typed) => {
    expect(readHeardEnding(typed)).toBeNull()
  })
})
