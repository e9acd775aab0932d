import { amountInWords } from './amount-in-words.ts'

describe('amounts in words', () => {
  it.each([
    ['en', '12500.00', 'EUR', 'twelve thousand five hundred euros and zero cents'],
    ['en', '1.01', 'EUR', 'one euro and one cent'],
    ['en', '214000.99', 'GBP', 'two hundred and fourteen thousand British pounds and ninety-nine pence'],
    ['en', '5000', 'JPY', 'five thousand Japanese yen'],
    ['en', '7.125', 'KWD', 'seven Kuwaiti dinars and 125/1000'],
    ['en', '10.05', 'SEK', 'ten Swedish kronor and 05/100'],
    ['de', '12500.05', 'EUR', 'zwölftausendfünfhundert Euro und fünf Cent'],
    ['de', '1.01', 'EUR', 'ein Euro und ein Cent'],
  ] as const)('%s %s %s', (language, amount, currency, words) => {
    expect(amountInWords(language, amount, currency)).toBe(words)
  })

  it('says the last cent of an amount that no float holds', () => {
    expect(amountInWords('en', '900719925474099.31', 'EUR')).toContain('ninety-nine euros and thirty-one cents')
  })

  it.each(['', '-5.00', '1e9', '12,500.00', 'EUR'])('has none for %p', (amount) => {
    expect(amountInWords('en', amount, 'EUR')).toBeNull()
  })
})
