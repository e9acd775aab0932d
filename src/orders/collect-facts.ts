import type { ContactedBy } from '../domain/evidence.ts'
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
import type { OrderContent } from '../domain/payment-order.ts'
import type { Policy } from '../domain/policy.ts'
import { payeeOnFile } from '../directory/read-payee.ts'
import { impersonatedPeople } from '../holds/impersonated-people.ts'
import { isWithinBusinessHours } from '../risk/business-hours.ts'
import { inBaseCurrency } from '../risk/exchange.ts'
import { readEntity } from '../risk/read-entity.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { amountOf } from './order-content.ts'
import { findDuplicates, sumAlong, type OrderIndex } from './store.ts'

const DUPLICATE_DAYS = 90
const DAY_MS = 86_400_000

export interface FactsRequest {
  readonly index: OrderIndex
  readonly content: OrderContent
  readonly policy: Policy
  readonly baseCurrency: string
  /** When this version was submitted: history and business hours are those of that moment. */
  readonly startedAt: Instant
  readonly now: Instant
  readonly contactedBy: readonly ContactedBy[]
  readonly escalated: boolean
  readonly inherited: Inherited
  readonly resubmissionOf: readonly string[]
}

/** Reads what the assessment rests on. What cannot be known says so, and is then assumed to be the worst. */
export async function collectFacts(db: Executor, request: FactsRequest): Promise<OrderFacts> {
  const { content } = request
  const amountBase = await inBaseCurrency(db, amountOf(content.payment), request.baseCurrency, request.now)
  return {
    payee: known(await payeeFacts(db, request)),
    history: await historyFacts(db, request, amountBase.known ? amountBase.value.minor : null),
    amountBase,
    withinBusinessHours: await businessHours(db, content.entity, request.startedAt),
    contactedBy: request.contactedBy,
    escalated: request.escalated,
    impersonated: await impersonatedPeople(db, peopleNamed(content, request.inherited)),
    inherited: request.inherited,
  }
}

/** Whoever is said to have asked, of this version and of those before it, and whoever is said to have handed it in. */
function peopleNamed({ instruction, requesters }: OrderContent, inherited: Inherited): string[] {
  const { instructedBy } = instruction
  const earlier = inherited.specs.flatMap(
    (spec) => (spec.kind === 'instructor_confirmation' ? spec.personId : null) ?? [],
  )
  return [...new Set([...requesters, ...(instructedBy?.kind === 'person' ? [instructedBy.personId] : []), ...earlier])]
}

async function payeeFacts(db: Executor, { content, now }: FactsRequest): Promise<PayeeFacts> {
  const { counterpartyKnown, accountKnown, otherAccountsKnown, accountChangedAt } = await payeeOnFile(
    db,
    { ...content.payment.payee, counterpartyId: content.counterpartyId, elements: content.payment.elements },
    now,
  )
  return { counterpartyKnown, accountKnown, otherAccountsKnown, accountChangedAt }
}

async function historyFacts(
  db: Executor,
  request: FactsRequest,
  ownAmount: bigint | null,
): Promise<Source<HistoryFacts>> {
  const { index, policy, startedAt, baseCurrency } = request
  const likeness = { exceptId: index.id, before: startedAt }
  const since = plus(startedAt, -durationMs(policy.line.window))
  let largest = { sum: 0n, count: 0 }
  for (const dimension of policy.line.per) {
    const { sum, count } = await sumAlong(db, index, dimension, likeness, since)
    if (sum === null) return UNKNOWN
    if (sum > largest.sum || (sum === largest.sum && count > largest.count)) largest = { sum, count }
  }
  if (ownAmount === null) return UNKNOWN
  return known({
    duplicates: await findDuplicates(db, index, likeness, plus(startedAt, -DUPLICATE_DAYS * DAY_MS)),
    cumulative: { minor: largest.sum + ownAmount, currency: baseCurrency },
    earlierOrders: largest.count,
    resubmissionOf: request.resubmissionOf,
  })
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
