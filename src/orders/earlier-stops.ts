/** Which alarms there were about earlier orders: what is handed in again for one is looked at as after a denial. */
import type { EarlierAssessment } from '../consent/earlier-assessments.ts'
import type { Instant } from '../domain/instant.ts'
import { claimsOfMark } from '../domain/ratchet.ts'
import { peopleNamed } from '../domain/who-asked.ts'
import { SECURITY_REASON } from '../holds/alarm.ts'
import { stoppedBy, type HoldTarget } from '../holds/active-holds.ts'
import { holdsEverOn } from '../holds/holds-ever.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { factsOf } from './facts-object.ts'
import { orderHoldTargets } from './hold-targets.ts'
import { toContent } from './order-content.ts'
import type { FoundMark } from './ratchet-store.ts'

type Earlier = EarlierAssessment | FoundMark

export interface Stops {
  /** There was an alarm, or what it claims is held: the next one like it must not slip past. */
  isStopped(one: Earlier): boolean
  /**
   * A call went wrong, or it or somebody it names was reported, since it was submitted; lifted by now or not. Whoever
   * holds a payment for another reason, until the goods are there, says nothing of the next one to the same payee.
   */
  isAlarmed(one: Earlier): boolean
  /** The orders that were ever held by themselves. */
  readonly everHeld: ReadonlySet<string>
}

/** Of earlier orders, and of what others say by their marks. */
export async function readStops(db: Executor, earlier: readonly Earlier[]): Promise<Stops> {
  const targets = new Map(earlier.map((one) => [one, targetsOf(one)]))
  const holds = await holdsEverOn(db, [...targets.values()].flat())
  const stopsOf = (one: Earlier) =>
    // What was placed and lifted before there was this order was not about it.
    stoppedBy(holds, targets.get(one) ?? []).filter(
      (hold) => hold.liftedAt === null || hold.placedAt >= submittedAt(one),
    )
  const isAlarmed = (one: Earlier): boolean => stopsOf(one).some((hold) => hold.reason === SECURITY_REASON)
  return {
    isStopped: (one) => isAlarmed(one) || stopsOf(one).some((hold) => hold.scope !== 'order' && hold.liftedAt === null),
    isAlarmed,
    everHeld: new Set(holds.flatMap((hold) => (hold.scope === 'order' ? [hold.target] : []))),
  }
}

function submittedAt(one: Earlier): Instant {
  return 'mark' in one ? one.oldestAt : one.createdAt
}

/** A payee or an entity stops what comes next by itself, or is another one there. */
function targetsOf(one: Earlier): HoldTarget[] {
  if ('mark' in one) return targetsOfMark(one)
  const targets = orderHoldTargets(one.subjectId, toContent(one.content), factsOf(one.facts))
  return targets.filter(({ scope }) => scope === 'order' || scope === 'person' || scope === 'channel')
}

function targetsOfMark({ mark }: FoundMark): HoldTarget[] {
  const claims = claimsOfMark(mark)
  return [
    ...claims.orders.map((target) => ({ scope: 'order' as const, target })),
    ...claims.channels.map((target) => ({ scope: 'channel' as const, target })),
    ...peopleNamed(claims).map((target) => ({ scope: 'person' as const, target })),
  ]
}
