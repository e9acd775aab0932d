import { digestOf } from '../domain/canonical-json.ts'
import { conflict, refuseField } from '../domain/errors.ts'
import * as log from '../log/log.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Db } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import type { Rates } from './organisation.ts'
import { lockRates, writeRates } from './rates-store.ts'

export interface ReplacedRates {
  readonly before: Rates
  readonly after: Rates
}

/** A rate that moves by more since the last is as likely a slip of the decimal point, which makes payments look small. */
const LARGEST_MOVE = 0.2

/**
 * Puts newer exchange rates in force, with an entry in the log. Policy and limits see all amounts through them, so they
 * never go back in time, and a large move has to be meant (`allowLargeMoves`). Throws 409 `NO_ORGANISATION`, 422
 * `RATES_FUTURE`, `RATES_OLDER`, `RATE_MISSING` and `RATE_MOVED`.
 */
export async function replaceRates(db: Db, after: Rates, { allowLargeMoves = false } = {}): Promise<ReplacedRates> {
  return transaction(db, async (tx) => {
    const before = await lockRates(tx)
    if (before === null)
      throw conflict('NO_ORGANISATION', 'There is no organisation yet; `countersign init` sets it up.')
    const at = await readNow(tx)
    if (after.asOf > at.slice(0, 10)) throw refuseField('rates.asOf', 'RATES_FUTURE', 'These are of a day to come.')
    if (after.asOf < before.asOf)
      throw refuseField('rates.asOf', 'RATES_OLDER', `Those in force are of ${before.asOf} already.`)
    for (const [currency, rate] of Object.entries(before.rates)) {
      const path = `rates.${currency}`
      const next = after.rates[currency]
      if (next === undefined)
        throw refuseField(
          path,
          'RATE_MISSING',
          'It has a rate now. Without one, its amounts count as too large to judge.',
        )
      if (allowLargeMoves || Math.abs(Number(next) / Number(rate) - 1) <= LARGEST_MOVE) continue
      throw refuseField(
        path,
        'RATE_MOVED',
        `From ${rate} to ${next} is a large move. If it is meant: --allow-large-moves`,
      )
    }
    await writeRates(tx, after)
    await log.append(tx, {
      kind: 'rates.replaced',
      at,
      fields: { by: 'operator', asOf: after.asOf, ratesDigest: digestOf({ ...after }) },
    })
    return { before, after }
  })
}
