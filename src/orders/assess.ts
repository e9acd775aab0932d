import type { NewAssessment } from '../consent/subject-kind.ts'
import { readEarlierAssessments } from '../consent/earlier-assessments.ts'
import { assessOrder } from '../domain/assess-order.ts'
import type { ContactedBy } from '../domain/evidence.ts'
import { plus, type Instant } from '../domain/instant.ts'
import type { OrderContent } from '../domain/payment-order.ts'
import { inheritFrom } from '../domain/ratchet.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { inBaseCurrency } from '../risk/exchange.ts'
import type { PolicyInForce } from '../risk/policy-in-force.ts'
import { collectFacts } from './collect-facts.ts'
import { factsObject } from './facts-object.ts'
import { amountOf, indexOf } from './order-content.ts'
import { findUnreleased, type OrderIndex } from './store.ts'

export interface OrderVersion {
  readonly orderId: string
  readonly version: number
  readonly content: OrderContent
  readonly submittedBy: string
  readonly batchId: string | null
  /** When the order was first submitted, and this version. */
  readonly createdAt: Instant
  readonly startedAt: Instant
  readonly contactedBy: readonly ContactedBy[]
  readonly escalated: boolean
  /** Orders whose checks carry over besides those that are found: the one this supersedes, its own earlier versions. */
  readonly inheritsFrom: readonly string[]
}

/** The ratchet looks back this far for an unreleased order with the same payee, account or reference. */
const RATCHET_DAYS = 30

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

  const since = plus(version.startedAt, -RATCHET_DAYS * 86_400_000)
  const unreleased = await findUnreleased(tx, index, { exceptId: index.id, before: version.startedAt }, since)
  const earlier = await readEarlierAssessments(tx, [...unreleased.map((one) => one.id), ...version.inheritsFrom])
  const passedOn = earlier.filter(
    (one) => one.ended || version.inheritsFrom.includes(one.subjectId) || isClaimed(one.signals),
  )
  const inherited = inheritFrom(passedOn.map((one) => ({ assessment: one, denied: one.denied })))
  const resubmissionOf = [...new Set(passedOn.map((one) => one.subjectId))].filter((id) => id !== index.id).sort()

  const { content, startedAt, contactedBy, escalated } = version
  const facts = await collectFacts(tx, {
    index,
    content,
    policy,
    baseCurrency,
    startedAt,
    now,
    contactedBy,
    escalated,
    inherited,
    resubmissionOf,
  })
  const assessed = assessOrder(policy, {
    subjectId: index.id,
    version: version.version,
    startedAt,
    content,
    facts,
    timeScale,
  })
  return { index, assessment: { ...assessed, policyHash: hash, facts: factsObject(facts) } }
}

/** An open order passes its checks on when somebody claimed to be somebody: the second one must not slip past. */
function isClaimed(signals: readonly { readonly code: string }[]): boolean {
  const claims: readonly string[] = ['CONTACTED', 'ACTIVE_IMPERSONATION']
  return signals.some((found) => found.code.startsWith('CHANNEL_') || claims.includes(found.code))
}
