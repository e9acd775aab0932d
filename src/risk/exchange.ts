import { elapsedMs, type Instant } from '../domain/instant.ts'
import { convert, type Money } from '../domain/money.ts'
import { known, UNKNOWN, type Source } from '../domain/order-facts.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readRates } from './store.ts'

/** The amount in the base currency; unknown, and so as large as can be, without a rate that is fresh enough. */
export async function inBaseCurrency(
  db: Executor,
  money: Money,
  baseCurrency: string,
  now: Instant,
): Promise<Source<Money>> {
  return money.currency === baseCurrency ? known(money) : (await converterTo(db, baseCurrency, now))(money)
}

/** The same as of this moment; the clock is asked only where there is something to convert. */
export async function inBaseCurrencyNow(db: Executor, money: Money, baseCurrency: string): Promise<Source<Money>> {
  return money.currency === baseCurrency ? known(money) : inBaseCurrency(db, money, baseCurrency, await readNow(db))
}

/** The same for many amounts: the rates are read once. */
export async function converterTo(
  db: Executor,
  baseCurrency: string,
  now: Instant,
): Promise<(money: Money) => Source<Money>> {
  const table = await readRates(db)
  return (money) => {
    if (money.currency === baseCurrency) return known(money)
    const rate = table?.rates[money.currency]
    if (table === null || rate === undefined) return UNKNOWN
    const ageMs = elapsedMs(`${table.asOf}T00:00:00.000Z`, now)
    // The day it was published counts in full.
    return ageMs < (table.maxAgeDays + 1) * 86_400_000 ? known(convert(money, rate, baseCurrency)) : UNKNOWN
  }
}
