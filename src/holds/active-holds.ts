import type { Executor } from '../platform/postgres/database.ts'
import { readActiveHolds, readSilentHolds, type Hold, type HoldScope } from './store.ts'

export interface HoldTarget {
  readonly scope: HoldScope
  readonly target: string
}

/** What of a hold says what it stops, from the record or from the log. */
export interface Placed {
  readonly scope: string
  readonly target: string
}

/** The active holds that stop something with these targets; a hold on everything stops everything. */
export async function activeHolds(db: Executor, targets: readonly HoldTarget[] | 'all'): Promise<Hold[]> {
  const active = await readActiveHolds(db)
  return targets === 'all' ? active : stoppedBy(active, targets)
}

/** Those that nobody is told of, lifted by now or not. */
export async function silentHolds(db: Executor): Promise<Hold[]> {
  return readSilentHolds(db)
}

/** Those of these holds that stop something with these targets. */
export function stoppedBy<H extends Placed>(active: readonly H[], targets: readonly HoldTarget[]): H[] {
  return active.filter(
    (hold) =>
      hold.scope === 'everything' || targets.some((one) => one.scope === hold.scope && one.target === hold.target),
  )
}
