import type { NewAssessment } from '../consent/subject-kind.ts'
import { assessOrder } from '../domain/assess-order.ts'
import type { ContactedBy } from '../domain/evidence.ts'
import type { Instant } from '../domain/instant.ts'
import type { OrderContent } from '../domain/payment-order.ts'
import type { Asked } from '../domain/waits.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { inBaseCurrency } from '../risk/exchange.ts'
import type { PolicyInForce } from '../risk/policy-in-force.ts'
import { collectFacts } from './collect-facts.ts'
import { factsObject } from './facts-object.ts'
import { amountOf, indexOf } from './order-content.ts'
import type { OrderIndex } from './store.ts'

export interface OrderVersion {
  readonly orderId: string
  readonly version: number
  readonly content: OrderContent
  readonly submittedBy: string
  readonly batchId: string | null
  /** When the order was first submitted, and this version. */
  readonly createdAt: Instant
  readonly startedAt: Instant
  /** The assessments of this version so far, oldest first. */
  readonly askedBefore: readonly Asked[]
  readonly contactedBy: readonly ContactedBy[]
  readonly escalated: boolean
  /** Orders whose checks carry over besides those that are found: the one this supersedes, its own earlier versions. */
  readonly inheritsFrom: readonly string[]
}

/** Facts from the record, then the rules; after `lockLike`, so that orders submitted at once see each other. */
export async function assess(
  tx: Tx,
  version: OrderVersion,
  { policy, hash, baseCurrency }: PolicyInForce,
  timeScale: number,
  now: Instant,
): Promise<{ assessment: NewAssessment; index: OrderIndex }> {
  const amountBase = await inBaseCurrency(tx, amountOf(version.content.payment), baseCurrency, now)
  const index = indexOf(version.content, {
    id: version.orderId,
    submittedBy: version.submittedBy,
    batchId: version.batchId,
    createdAt: version.createdAt,
    amountBaseMinor: amountBase.known ? amountBase.value.minor : null,
  })

  const { content, startedAt, askedBefore, contactedBy, escalated } = version
  const facts = await collectFacts(tx, {
    index,
    content,
    policy,
    baseCurrency,
    amountBase,
    startedAt,
    now,
    contactedBy,
    escalated,
    inheritsFrom: version.inheritsFrom,
  })
  const assessed = assessOrder(policy, {
    subjectId: index.id,
    version: version.version,
    startedAt,
    assessedAt: now,
    askedBefore,
    content,
    facts,
    timeScale,
  })
  return { index, assessment: { ...assessed, policyHash: hash, facts: factsObject(facts) } }
}
