import type { ContactedBy } from '../domain/evidence.ts'
import type { Money } from '../domain/money.ts'
import { durationMs, plus, type Instant } from '../domain/instant.ts'
import {
  known,
  UNKNOWN,
  type HistoryFacts,
  type Inherited,
  type OrderFacts,
  type PayeeFacts,
  type Source,
} from '../domain/order-facts.ts'
import { instructorsNamed, type OrderContent } from '../domain/payment-order.ts'
import type { Policy } from '../domain/policy.ts'
import { isSameReference } from '../domain/same-reference.ts'
import { payeeFactsAt, payeeOnFile } from '../directory/read-payee.ts'
import { impersonatedPeople } from '../holds/impersonated-people.ts'
import { isWithinBusinessHours } from '../risk/business-hours.ts'
import { readEntity } from '../risk/read-entity.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'
import { readInheritance } from './inheritance.ts'
import { findTwins, MOST_TWINS, type Twin } from './likeness-store.ts'
import { sumAlong, type LineSum } from './line-store.ts'
import type { OrderIndex } from './store.ts'

const DUPLICATE_DAYS = 90
const SHOWN_DUPLICATES = 20
const DAY_MS = 86_400_000

export interface FactsRequest {
  readonly index: OrderIndex
  readonly content: OrderContent
  readonly policy: Policy
  readonly baseCurrency: string
  readonly amountBase: Source<Money>
  /** When this version was submitted: history and business hours are those of that moment. */
  readonly startedAt: Instant
  readonly now: Instant
  readonly contactedBy: readonly ContactedBy[]
  readonly escalated: boolean
  /** Orders whose checks carry over besides those that are found. */
  readonly inheritsFrom: readonly string[]
}

/** Reads what the assessment rests on. What cannot be known says so, and is then assumed to be the worst. */
export async function collectFacts(tx: Tx, request: FactsRequest): Promise<OrderFacts> {
  const { content, amountBase } = request
  const [{ inherited, resubmissionOf }, payee, history, withinBusinessHours] = await Promise.all([
    readInheritance(tx, request.index, request),
    payeeFacts(tx, request),
    historyFacts(tx, request),
    businessHours(tx, content.entity, request.startedAt),
  ])
  const impersonated = await impersonatedPeople(tx, peopleNamed(content, inherited))
  return {
    payee: known(payee),
    history: known({ ...history, resubmissionOf }),
    amountBase,
    withinBusinessHours,
    contactedBy: request.contactedBy,
    escalated: request.escalated,
    impersonated,
    inherited,
  }
}

/** Whoever is said to have asked, of this version and of those before it, and whoever is said to have handed it in. */
function peopleNamed(content: OrderContent, inherited: Inherited): string[] {
  const earlier = inherited.specs.flatMap(
    (spec) => (spec.kind === 'instructor_confirmation' ? spec.personId : null) ?? [],
  )
  return [...new Set([...content.requesters, ...instructorsNamed(content), ...earlier])]
}

async function payeeFacts(db: Executor, { content, now }: FactsRequest): Promise<PayeeFacts> {
  const { payee, elements } = content.payment
  return payeeFactsAt(await payeeOnFile(db, { ...payee, counterpartyId: content.counterpartyId, elements }), now)
}

async function historyFacts(tx: Tx, request: FactsRequest): Promise<Omit<HistoryFacts, 'resubmissionOf'>> {
  const { index, policy, startedAt, baseCurrency } = request
  const likeness = { exceptId: index.id, before: startedAt }
  const since = plus(startedAt, -durationMs(policy.line.window))
  const [twins, ...sums] = await Promise.all([
    findTwins(tx, index, likeness, plus(startedAt, -DUPLICATE_DAYS * DAY_MS)),
    ...policy.line.per.map((dimension) => sumAlong(tx, index, dimension, likeness, since)),
  ])
  const [largest = { sum: 0n, count: 0 }] = sums.sort(bySize)
  const { sum, count } = largest
  return {
    duplicates: duplicatesAmong(twins, index.reference),
    // One payment without a rate, today's or an earlier one, leaves the sum open. It hides nothing else of the history.
    cumulative:
      sum === null || index.amountBaseMinor === null
        ? null
        : { minor: sum + index.amountBaseMinor, currency: baseCurrency },
    earlierOrders: count,
  }
}

/** A few of those that are the same payment again, as the ids that a reader is shown. */
function duplicatesAmong(twins: readonly Twin[], reference: string): string[] {
  const same = twins.filter((twin) => twin.failed || isSameReference(twin.reference, reference))
  const uncompared = twins.length < MOST_TWINS ? [] : twins
  return [...same, ...uncompared]
    .slice(0, SHOWN_DUPLICATES)
    .map(({ id }) => id)
    .sort()
}

/** Largest first; what cannot be added up is larger than anything. */
function bySize(a: LineSum, b: LineSum): number {
  if (a.sum === null || b.sum === null) return Number(b.sum === null) - Number(a.sum === null) || b.count - a.count
  if (a.sum !== b.sum) return a.sum > b.sum ? -1 : 1
  return b.count - a.count
}

async function businessHours(db: Executor, entityId: string, at: Instant): Promise<Source<boolean>> {
  const entity = await readEntity(db, entityId)
  if (entity === null) return UNKNOWN
  try {
    return known(isWithinBusinessHours(entity, at))
  } catch {
    return UNKNOWN
  }
}
