import { readEarlierAssessments, type EarlierAssessment } from '../consent/earlier-assessments.ts'
import type { Claims } from '../domain/claims.ts'
import { plus, type Instant } from '../domain/instant.ts'
import { NOTHING_INHERITED, UNKNOWN, type Inherited } from '../domain/order-facts.ts'
import type { ContactedBy } from '../domain/evidence.ts'
import type { OrderContent } from '../domain/payment-order.ts'
import { inheritFrom } from '../domain/ratchet.ts'
import { claimsTakenOver, whoAsked } from '../domain/who-asked.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readStops } from './earlier-stops.ts'
import { factsOf } from './facts-object.ts'
import { findUnreleased } from './likeness-store.ts'
import { toContent } from './order-content.ts'
import type { OrderIndex } from './store.ts'

export interface Inheritance {
  readonly inherited: Inherited
  /** The other orders whose checks carry over, in order of id. */
  readonly resubmissionOf: readonly string[]
}

export interface Heir {
  readonly content: OrderContent
  readonly contactedBy: readonly ContactedBy[]
  readonly startedAt: Instant
  /** Orders whose checks carry over besides those that are found. */
  readonly inheritsFrom: readonly string[]
}

/** The ratchet looks back this far for an unreleased order with the same payee, account or reference. */
const RATCHET_DAYS = 30

/** What earlier orders like this one, and those in `inheritsFrom` in any case, pass on of their checks. */
export async function readInheritance(
  db: Executor,
  index: OrderIndex,
  { content, contactedBy, startedAt, inheritsFrom }: Heir,
): Promise<Inheritance> {
  const since = plus(startedAt, -RATCHET_DAYS * 86_400_000)
  const unreleased = await findUnreleased(db, index, { exceptId: index.id, before: startedAt }, since)
  const earlier = await readEarlierAssessments(db, [...unreleased.map((one) => one.id), ...inheritsFrom])
  const stops = await readStops(db, earlier)
  const passedOn = earlier.filter(
    (one) => one.ended || inheritsFrom.includes(one.subjectId) || isClaimed(one.signals) || stops.isStopped(one),
  )

  const others = passedOn.filter((one) => one.subjectId !== index.id)
  const before = passedOn.find((one) => one.subjectId === index.id)
  const claims = claimsTakenOver(
    whoAsked(content, { contactedBy, history: UNKNOWN, inherited: NOTHING_INHERITED }),
    before === undefined ? null : claimsOf(before),
    others.map((one) => ({ orderId: one.subjectId, claims: claimsOf(one) })),
    stops.everHeld,
  )
  return {
    inherited: inheritFrom(
      // Whoever lifted a hold on this very order has looked at it.
      passedOn.map((one) => ({ assessment: one, denied: one.denied || (one !== before && stops.isAlarmed(one)) })),
      claims,
    ),
    resubmissionOf: others.map((one) => one.subjectId).sort(),
  }
}

/** An open order passes its checks on when somebody claimed to be somebody: the second one must not slip past. */
function isClaimed(signals: readonly { readonly code: string }[]): boolean {
  const claims: readonly string[] = ['CONTACTED', 'ACTIVE_IMPERSONATION']
  return signals.some((found) => found.code.startsWith('CHANNEL_') || claims.includes(found.code))
}

function claimsOf({ content, facts }: EarlierAssessment): Claims {
  return whoAsked(toContent(content), factsOf(facts))
}
