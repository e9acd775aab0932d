import type { CarriedTarget } from '../consent/subject-kind.ts'
import { carriedBy } from '../domain/carries-over.ts'
import type { OrderFacts } from '../domain/order-facts.ts'
import type { OrderContent } from '../domain/payment-order.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { findSuperseded, readSaid } from './carried-store.ts'
import { factsOf } from './facts-object.ts'
import { orderHoldTargets } from './hold-targets.ts'

export interface AssessedOrder {
  readonly id: string
  readonly content: Pick<OrderContent, 'supersedes'>
  /** Of its newest assessment. */
  readonly facts: Pick<OrderFacts, 'payee'>
}

/**
 * What a hold would have to name to stop the earlier versions of each of these, and the orders that it takes the place
 * of, by its id. As the record has it now: a hold may come after the assessment, and so may the end of the other order.
 */
export async function carriedTargets(
  db: Executor,
  orders: readonly AssessedOrder[],
): Promise<ReadonlyMap<string, readonly CarriedTarget[]>> {
  const superseded = await findSuperseded(
    db,
    orders.flatMap(({ id, content: { supersedes } }) => (supersedes === null ? [] : [{ orderId: id, supersedes }])),
  )
  const said = await readSaid(db, [
    ...orders.map(({ id, facts }) => ({ orderId: id, id, by: carriedBy(facts) })),
    ...superseded.map(({ orderId, id, facts }) => ({ orderId, id, by: carriedBy(factsOf(facts)) })),
  ])
  const targets = new Map<string, CarriedTarget[]>(orders.map(({ id }) => [id, []]))
  for (const { orderId, by, content, contactedBy } of said) {
    const through = by === orderId ? null : by
    targets.get(orderId)?.push(...orderHoldTargets(by, content, contactedBy).map((target) => ({ ...target, through })))
  }
  return targets
}
