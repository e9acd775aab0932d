import { readStatedAmount, readStatedEnding } from './read-stated.ts'

describe('what is typed from an invoice, or heard on the phone', () => {
  it.each([
    ['214000.00', '214000.00'],
    [' 214 000.00 ', '214000.00'],
    ['214\u202f000', '214000'],
    ['0.5', '0.5'],
    ['12500,05', '12500.05'],
    ['12.500,05', '12500.05'],
    ['12 500.05', '12500.05'],
    ['1,012,500.05', '1012500.05'],
    ['1.012.500,05', '1012500.05'],
    ["12'500.05", '12500.05'],
    ['1234.567', '1234.567'],
  ])('amount %j is sent as %s', (typed, sent) => {
    expect(readStatedAmount(typed)).toBe(sent)
  })

  it.each(['', '214,000', '1,000,000', '1.000.000', '1,00,000.00', '1.2.3', '1,2.3', '2e5', '-5', '12.', '12,', '.5'])(
    'amount %j is asked for again rather than guessed',
    (typed) => {
      expect(readStatedAmount(typed)).toBeNull()
    },
  )

  it.each(['EUR 5', '٣', '12,500.5.1', '1'.repeat(19)])('amount %j is none', (typed) => {
    expect(readStatedAmount(typed)).toBeNull()
  })

  it.each([
    ['1788', '1788'],
    ['17 88', '1788'],
    ['17.88', '1788'],
    ['ab-12', 'AB12'],
    ['äb12', 'ÄB12'],
    ['7', '7'],
  ])('account ending %j is sent as %s', (typed, sent) => {
    expect(readStatedEnding(typed)).toBe(sent)
  })

  it.each(['', '  ', '17888', '17#8', '17,88'])('account ending %j is asked for again', (typed) => {
    expect(readStatedEnding(typed)).toBeNull()
  })
})
