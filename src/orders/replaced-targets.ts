import type { HoldTarget } from '../consent/subject-kind.ts'
import type { OrderFacts } from '../domain/order-facts.ts'
import { replacedBy } from '../domain/replaces.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { orderHoldTargets } from './hold-targets.ts'
import { findReplaced } from './replaced-store.ts'

export interface Assessed {
  readonly id: string
  readonly facts: Pick<OrderFacts, 'payee'>
}

/**
 * What a hold would have to name to stop the orders that each of these takes the place of, by its id. As the record has
 * it now: a hold may come after the assessment, and so may the end of the earlier order.
 */
export async function replacedTargets(
  db: Executor,
  orders: readonly Assessed[],
): Promise<ReadonlyMap<string, readonly HoldTarget[]>> {
  const replaced = await findReplaced(
    db,
    orders.map(({ id, facts }) => ({ orderId: id, by: replacedBy(facts) })),
  )
  const targets = new Map<string, HoldTarget[]>(orders.map(({ id }) => [id, []]))
  for (const { orderId, id, content, contactedBy } of replaced)
    targets.get(orderId)?.push(...orderHoldTargets(id, content, contactedBy))
  return targets
}

/** The same of one order, as far as these holds could go by it: where there are none, nobody is asked. */
export async function replacedTargetsOf(
  db: Executor,
  order: Assessed,
  holds: readonly unknown[],
): Promise<readonly HoldTarget[]> {
  return holds.length === 0 ? [] : ((await replacedTargets(db, [order])).get(order.id) ?? [])
}
