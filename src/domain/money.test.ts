import fc from 'fast-check'
import { decimalsOf } from './currency.ts'
import { CountersignError } from './errors.ts'
import { convert, formatAmount, parseAmount } from './money.ts'

const currency = fc.constantFrom('EUR', 'JPY', 'KWD', 'USD', 'CLP', 'HUF')
const minor = fc.bigInt({ min: 1n, max: 10n ** 18n - 1n })

function codeOf(run: () => unknown): string | null {
  try {
    run()
    return null
  } catch (error) {
    if (error instanceof CountersignError) return `${error.status} ${error.code}`
    throw error
  }
}

describe('An amount', () => {
  it('has one spelling: what is written is read back, and what is read is written the same', () => {
    fc.assert(
      fc.property(minor, currency, (some, code) => {
        fc.pre(formatAmount({ minor: some, currency: code }).replace('.', '').length <= 18)
        const text = formatAmount({ minor: some, currency: code })
        expect(parseAmount(text, code)).toEqual({ minor: some, currency: code })
      }),
    )
  })

  it('reads nothing that it would write differently', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+ 0-9.,eE]{1,12}$/)), currency, (text, code) => {
        if (codeOf(() => parseAmount(text, code)) !== null) return
        expect(formatAmount(parseAmount(text, code))).toBe(text)
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['12500.00', 'EUR', 1_250_000n],
    ['0.01', 'EUR', 1n],
    ['12500', 'JPY', 12_500n],
    ['1.234', 'KWD', 1234n],
    ['9999999999999999.99', 'EUR', 999_999_999_999_999_999n],
  ])('reads %s %s', (text, code, wanted) => {
    expect(parseAmount(text, code)).toEqual({ minor: wanted, currency: code })
  })

  it.each([
    ['1.000,00', 'EUR'], ['1,000.00', 'EUR'], ['1 000.00', 'EUR'], ["1'000.00", 'EUR'], ['1_000.00', 'EUR'],
    ['1e6', 'EUR'], ['1E6', 'EUR'], ['1e6.00', 'EUR'], ['0x10.00', 'EUR'],
    ['10.000', 'EUR'], ['10.0', 'EUR'], ['10.', 'EUR'], ['10', 'EUR'], ['.50', 'EUR'], ['10,00', 'EUR'],
    ['12500.00', 'JPY'], ['12500.0', 'JPY'], ['12500.', 'JPY'], ['1.00', 'KWD'],
    ['NaN', 'EUR'], ['Infinity', 'EUR'], ['null', 'EUR'], ['', 'EUR'],
    ['-10.00', 'EUR'], ['−10.00', 'EUR'], ['+10.00', 'EUR'], ['(10.00)', 'EUR'],
    [' 10.00', 'EUR'], ['10.00 ', 'EUR'], ['10.00\n', 'EUR'], ['10.00\u00a0', 'EUR'], ['\u200b10.00', 'EUR'],
    ['１０.００', 'EUR'], ['10．00', 'EUR'], ['١٠.٠٠', 'EUR'], ['10.0\u0660', 'EUR'],
    ['010.00', 'EUR'], ['00.10', 'EUR'], ['0012500', 'JPY'],
    ['0.00', 'EUR'], ['0', 'JPY'], ['EUR10.00', 'EUR'], ['10.00 EUR', 'EUR'],
    ['10000000000000000.00', 'EUR'], ['1000000000000000000', 'JPY'], [`1${'0'.repeat(400)}.00`, 'EUR'],
  ])('refuses %j %s', (text, code) => {
    expect(codeOf(() => parseAmount(text, code))).toBe('422 AMOUNT_FORMAT')
  }) // prettier-ignore

  it.each(['eur', 'EURO', '', 'XXX', 'XTS', 'XAU', 'XDR', 'BTC', '€', 'ＥＵＲ', 'constructor'])(
    'refuses the currency %j',
    (code) => {
      expect(codeOf(() => parseAmount('10.00', code))).toBe('422 CURRENCY_UNKNOWN')
    },
  )

  it('names the field it refuses', () => {
    expect(() => parseAmount('1e6', 'EUR', 'line.amount')).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ path: 'line.amount' })] }),
    )
  })
})

describe('Decimals of a currency', () => {
  it.each([['EUR', 2], ['JPY', 0], ['KWD', 3], ['ISK', 0], ['HUF', 2], ['CLP', 0], ['TND', 3], ['UGX', 0], ['MGA', 2], ['XXX', undefined]] as const)('%s: %s', (code, wanted) => {
    expect(decimalsOf(code)).toBe(wanted)
  }) // prettier-ignore
})

describe('Converting for a threshold', () => {
  it('never rounds below what is due', () => {
    expect(convert({ minor: 100n, currency: 'USD' }, '0.92', 'EUR')).toEqual({ minor: 92n, currency: 'EUR' })
    expect(convert({ minor: 1n, currency: 'USD' }, '0.92', 'EUR')).toEqual({ minor: 1n, currency: 'EUR' })
    expect(convert({ minor: 10_000n, currency: 'JPY' }, '0.0061', 'EUR')).toEqual({ minor: 6100n, currency: 'EUR' })
    expect(convert({ minor: 1_000n, currency: 'KWD' }, '3.0', 'EUR')).toEqual({ minor: 300n, currency: 'EUR' })
  })

  it('is never less for a larger amount', () => {
    fc.assert(
      fc.property(
        minor,
        minor,
        currency,
        currency,
        fc.constantFrom('0.000001', '0.92', '1', '163.55'),
        (a, b, from, into, rate) => {
          const [less, more] = a < b ? [a, b] : [b, a]
          expect(convert({ minor: less, currency: from }, rate, into).minor).toBeLessThanOrEqual(
            convert({ minor: more, currency: from }, rate, into).minor,
          )
          expect(convert({ minor: less, currency: from }, rate, into).minor).toBeGreaterThan(0n)
        },
      ),
    )
  })

  it.each(['0', '0.00', '', '-1', '1e3', '1,5', 'NaN', '.5'])('refuses the rate %j', (rate) => {
    expect(() => convert({ minor: 100n, currency: 'USD' }, rate, 'EUR')).toThrow(RangeError)
  })
})
