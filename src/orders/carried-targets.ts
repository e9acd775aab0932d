import type { CarriedTarget } from '../consent/subject-kind.ts'
import { carriedBy } from '../domain/carries-over.ts'
import type { Instant } from '../domain/instant.ts'
import type { OrderFacts } from '../domain/order-facts.ts'
import type { OrderContent } from '../domain/payment-order.ts'
import type { Placed } from '../holds/active-holds.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { findSuperseded, readSaid, readSaidAlike, type Said, type SaidAlike } from './carried-store.ts'
import { factsOf } from './facts-object.ts'
import { groupedBy } from './grouped-by.ts'
import { orderHoldTargets } from './hold-targets.ts'
import { likenessKeys, toContent } from './order-content.ts'
import { storedKeys, type OrderKey } from './store.ts'

export interface AssessedOrder {
  readonly id: string
  /** Of its newest version. */
  readonly startedAt: Instant
  readonly content: Pick<OrderContent, 'supersedes' | 'payment'>
  /** Of its newest assessment. */
  readonly facts: Pick<OrderFacts, 'payee'>
}

/**
 * What these holds would have to name to stop the earlier versions of each of these orders, and those whose place it
 * takes, by its id. As the record has it now: a hold may come after the assessment, and so may the end of the other order.
 */
export async function carriedTargets(
  db: Executor,
  orders: readonly AssessedOrder[],
  holds: readonly Placed[],
): Promise<ReadonlyMap<string, readonly CarriedTarget[]>> {
  const superseded = await findSuperseded(
    db,
    orders.flatMap(({ id, content: { supersedes } }) => (supersedes === null ? [] : [{ orderId: id, supersedes }])),
  )
  /** Itself, and what it supersedes. */
  const members = [
    ...orders.map((order) => ({ orderId: order.id, id: order.id, ...likeOthers(order) })),
    ...superseded.map(({ orderId, content, facts, ...order }) => {
      return { orderId, id: order.id, ...likeOthers({ ...order, content: toContent(content), facts: factsOf(facts) }) }
    }),
  ]
  const keys = new Map(members.flatMap((member) => member.keys).map((key) => [nameOf(key), key]))
  const heldIds = holds.flatMap((hold) => (hold.scope === 'order' ? [hold.target] : []))
  const said = groupedBy(await readSaid(db, [...new Set(members.map(({ id }) => id))]), (one) => one.id)
  const alike = groupedBy(await readSaidAlike(db, [...keys.values()], heldIds), (one) => nameOf(one.key))

  const targets = new Map<string, CarriedTarget[]>(orders.map(({ id }) => [id, []]))
  for (const { orderId, id, startedAt, keys: ofMember } of members) {
    const others = ofMember.flatMap((key) => (alike.get(nameOf(key)) ?? []).filter((one) => counts(one, startedAt)))
    const all = [...(said.get(id) ?? []), ...others]
    targets.get(orderId)?.push(...all.flatMap((one) => targetsOf(one, orderId)))
  }
  return targets
}

function likeOthers({ startedAt, content, facts }: Omit<AssessedOrder, 'id'>) {
  const by: readonly string[] = carriedBy(facts)
  return { startedAt, keys: storedKeys(likenessKeys(content)).filter(({ kind }) => by.includes(kind)) }
}

/** Of the same payment to an account on file, what comes later is the one that takes the other's place. */
function counts({ key, createdAt }: SaidAlike, startedAt: Instant): boolean {
  return key.kind !== 'payment' || createdAt <= startedAt
}

function targetsOf({ id, content, contactedBy }: Said, orderId: string): CarriedTarget[] {
  const through = id === orderId ? null : id
  return orderHoldTargets(id, content, contactedBy).map((target) => ({ ...target, through }))
}

const nameOf = ({ kind, key }: OrderKey): string => `${kind} ${key}`
