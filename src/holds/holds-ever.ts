import type { Executor } from '../platform/postgres/database.ts'
import type { HoldTarget } from './active-holds.ts'
import { readHoldsOn, type Hold } from './store.ts'

/** Every hold there ever was on one of these, lifted by now or not; not those on everything. */
export async function holdsEverOn(db: Executor, targets: readonly HoldTarget[]): Promise<Hold[]> {
  return targets.length === 0 ? [] : readHoldsOn(db, targets)
}
