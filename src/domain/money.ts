import { decimalsOf } from './currency.ts'
import { refuseField } from './errors.ts'

/** An amount in minor units of an ISO 4217 currency: `{minor: 1250000n, currency: 'EUR'}` is EUR 12,500.00. */
export interface Money {
  readonly minor: bigint
  readonly currency: string
}

/** ISO 20022 `ActiveCurrencyAndAmount` has at most 18 digits. */
const AMOUNT = /^(0|[1-9][0-9]{0,17})(?:\.([0-9]+))?$/

/**
 * A positive amount written with exactly the currency's decimals (`12500.00` EUR, `12500` JPY). One amount has one
 * spelling: grouping, exponents, signs and missing or extra decimals are refused rather than interpreted.
 */
export function parseAmount(text: string, currency: string, path = 'amount'): Money {
  const decimals = decimalsOf(currency)
  if (decimals === undefined) {
    throw refuseField('currency', 'CURRENCY_UNKNOWN', `Use an ISO 4217 currency code in capitals, such as EUR.`)
  }
  const match = AMOUNT.exec(text)
  const fraction = match?.[2] ?? ''
  if (match === null || fraction.length !== decimals) {
    throw refuseField(
      path,
      'AMOUNT_FORMAT',
      `Write the amount as ${exampleOf(decimals)}: plain digits, a full stop, and exactly ${decimals} decimals for ${currency}.`,
    )
  }
  const minor = BigInt(`${match[1]}${fraction}`)
  if (minor === 0n) throw refuseField(path, 'AMOUNT_FORMAT', 'The amount must be more than zero.')
  if (`${match[1]}${fraction}`.length > 18)
    throw refuseField(path, 'AMOUNT_FORMAT', 'The amount may have at most 18 digits.')
  return { minor, currency }
}

/** The one spelling of an amount: the inverse of `parseAmount`. */
export function formatAmount(money: Money): string {
  const decimals = decimalsOf(money.currency) ?? 2
  const digits = money.minor.toString().padStart(decimals + 1, '0')
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/**
 * Converts by a decimal rate (units of `into` for one unit of the amount's currency), rounding up: a converted
 * amount is only ever compared with thresholds, and must not slip below one.
 */
export function convert(money: Money, rate: string, into: string): Money {
  const match = /^([0-9]{1,9})(?:\.([0-9]{1,12}))?$/.exec(rate)
  const [from, to] = [decimalsOf(money.currency), decimalsOf(into)]
  if (match === null || from === undefined || to === undefined)
    throw new RangeError(`Unexpected rate "${rate}", expected a decimal`)
  const fraction = match[2] ?? ''
  // A rate of nothing would take every amount below every threshold.
  if (!/[1-9]/.test(rate)) throw new RangeError(`Unexpected rate "${rate}", expected more than zero`)
  const numerator = money.minor * BigInt(`${match[1]}${fraction}`) * 10n ** BigInt(to)
  const denominator = 10n ** BigInt(fraction.length + from)
  return { minor: (numerator + denominator - 1n) / denominator, currency: into }
}

function exampleOf(decimals: number): string {
  return decimals === 0 ? '12500' : `12500.${'0'.repeat(decimals)}`
}
