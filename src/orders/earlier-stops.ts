/** Which alarms there were about earlier orders: what is handed in again for one is looked at as after a denial. */
import type { EarlierAssessment } from '../consent/earlier-assessments.ts'
import { SECURITY_REASON } from '../holds/alarm.ts'
import { stoppedBy, type HoldTarget } from '../holds/active-holds.ts'
import { holdsEverOn } from '../holds/holds-ever.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { factsOf } from './facts-object.ts'
import { orderHoldTargets } from './hold-targets.ts'
import { toContent } from './order-content.ts'

export interface Stops {
  /** There was an alarm, or what it claims is held: the next one like it must not slip past. */
  isStopped(one: EarlierAssessment): boolean
  /**
   * A call went wrong, or it or somebody it names was reported, since it was submitted; lifted by now or not. Whoever
   * holds a payment for another reason, until the goods are there, says nothing of the next one to the same payee.
   */
  isAlarmed(one: EarlierAssessment): boolean
  /** The orders that were ever held by themselves. */
  readonly everHeld: ReadonlySet<string>
}

export async function readStops(db: Executor, earlier: readonly EarlierAssessment[]): Promise<Stops> {
  const targets = new Map(earlier.map((one) => [one.subjectId, targetsOf(one)]))
  const holds = await holdsEverOn(db, [...targets.values()].flat())
  const stopsOf = (one: EarlierAssessment) =>
    // What was placed and lifted before there was this order was not about it.
    stoppedBy(holds, targets.get(one.subjectId) ?? []).filter(
      (hold) => hold.liftedAt === null || hold.placedAt >= one.createdAt,
    )
  const isAlarmed = (one: EarlierAssessment): boolean => stopsOf(one).some((hold) => hold.reason === SECURITY_REASON)
  return {
    isStopped: (one) => isAlarmed(one) || stopsOf(one).some((hold) => hold.scope !== 'order' && hold.liftedAt === null),
    isAlarmed,
    everHeld: new Set(holds.flatMap((hold) => (hold.scope === 'order' ? [hold.target] : []))),
  }
}

/** A payee or an entity stops what comes next by itself, or is another one there. */
function targetsOf({ subjectId, content, facts }: EarlierAssessment): HoldTarget[] {
  const targets = orderHoldTargets(subjectId, toContent(content), factsOf(facts))
  return targets.filter(({ scope }) => scope === 'order' || scope === 'person' || scope === 'channel')
}
