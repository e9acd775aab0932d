import { conflict, type CountersignError } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import type { OrderContent } from '../domain/payment-order.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { bankingDaysBefore } from '../risk/business-hours.ts'
import { readEntity } from '../risk/read-entity.ts'

/** Banking days before the execution date from which a token is renewed: a token in a drawer is a risk. */
const EARLIEST_BANKING_DAYS = 2

/** From when on, by the calendar of the entity that pays; null: nobody knows, so never. */
export async function renewableFrom(db: Executor, { entity: id, payment }: OrderContent): Promise<Instant | null> {
  const entity = await readEntity(db, id)
  return entity === null ? null : bankingDaysBefore(entity, payment.executionDate, EARLIEST_BANKING_DAYS)
}

export function tooEarly(from: Instant | null): CountersignError {
  return conflict(
    'RELEASE_TOO_EARLY',
    `The token is renewed from ${from ?? 'two banking days before the execution date'}. Fetch it then.`,
  )
}
