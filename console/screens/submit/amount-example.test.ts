import { amountExample } from './amount-example.ts'

it.each([
  ['EUR', '12500.00'],
  ['JPY', '12500'],
  ['KWD', '12500.000'],
  ['', '12500.00'],
])('an amount in %s is written like %s', (currency, example) => {
  expect(amountExample(currency)).toBe(example)
})
