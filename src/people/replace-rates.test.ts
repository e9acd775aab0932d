import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, type PaymentRoom } from '../../test/support/payment-room.ts'
import { inBaseCurrencyNow } from '../risk/exchange.ts'
import { parseRatesFile } from './rates-file.ts'
import { replaceRates } from './replace-rates.ts'

describeWithPostgres('Exchange rates', () => {
  let room: PaymentRoom
  const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
  const rates = (asOf: string, rest: string) => parseRatesFile(`rates: {asOf: ${asOf}, maxAgeDays: 7, ${rest}}`, 'EUR')

  beforeAll(async () => {
    room = await openPaymentRoom({ organisation: { rates: { asOf: day(-30), maxAgeDays: 7, USD: '0.92' } } })
  }, 120_000)
  afterAll(() => room.close())

  it('that were too old count again once newer ones are in force, and the log has them', async () => {
    const dollars = { currency: 'USD', minor: 100_00n }
    expect(await inBaseCurrencyNow(room.api, dollars, 'EUR')).toEqual({ known: false })
    await replaceRates(room.worker, rates(day(-1), 'USD: "0.90", CHF: "1.05"'))
    expect(await inBaseCurrencyNow(room.api, dollars, 'EUR')).toEqual({
      known: true,
      value: { currency: 'EUR', minor: 90_00n },
    })
    const { rows } = await sql`select body from log_entries where kind = 'rates.replaced'`.execute(room.owner)
    expect(rows).toEqual([{ body: expect.stringMatching(/"asOf":.*"by":"operator".*"ratesDigest":"[0-9a-f]{64}"/) }])
  })

  it.each([
    ['of a day to come', day(2), 'USD: "0.90", CHF: "1.05"', 'RATES_FUTURE'],
    ['older than those in force', day(-5), 'USD: "0.90", CHF: "1.05"', 'RATES_OLDER'],
    ['without a currency that has one', day(0), 'USD: "0.90"', 'RATE_MISSING'],
    ['with a slip of the decimal point', day(0), 'USD: "0.090", CHF: "1.05"', 'RATE_MOVED'],
  ])('are refused %s, and those in force stay', async (_what, asOf, rest, code) => {
    await expect(replaceRates(room.worker, rates(asOf, rest))).rejects.toMatchObject({ code, status: 422 })
    expect(await inBaseCurrencyNow(room.api, { currency: 'CHF', minor: 1_00n }, 'EUR')).toMatchObject({ known: true })
  })

  it('may move far where that is meant', async () => {
    await replaceRates(room.worker, rates(day(0), 'USD: "0.50", CHF: "1.05"'), { allowLargeMoves: true })
    expect(await inBaseCurrencyNow(room.api, { currency: 'USD', minor: 1_00n }, 'EUR')).toMatchObject({
      value: { minor: 50n },
    })
  })

  it.each([
    ['USD: 0.92', 'FIELD_FORMAT', 'rates.USD'],
    ['EUR: "1"', 'RATE', 'rates.EUR'],
    ['USD: "0.0"', 'RATE', 'rates.USD'],
    ['XXY: "1"', 'CURRENCY_UNKNOWN', 'rates.XXY'],
  ])('written as %s are refused with where and why', (rest, code, path) => {
    const refusal = expect.objectContaining({ code, path }) as object
    expect(() => rates(day(0), rest)).toThrow(expect.objectContaining({ code: 'RATES_INVALID', errors: [refusal] }))
  })
})
