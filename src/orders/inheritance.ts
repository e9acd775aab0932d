import { readEarlierAssessments, type EarlierAssessment } from '../consent/earlier-assessments.ts'
import type { Claims } from '../domain/claims.ts'
import { plus, type Instant } from '../domain/instant.ts'
import { NOTHING_INHERITED, UNKNOWN, type Inherited } from '../domain/order-facts.ts'
import type { ContactedBy } from '../domain/evidence.ts'
import type { OrderContent } from '../domain/payment-order.ts'
import { claimsOfMark, inheritFrom, isClaimed, RATCHET_DAYS, type RatchetMark } from '../domain/ratchet.ts'
import { claimsTakenOver, whoAsked } from '../domain/who-asked.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readStops } from './earlier-stops.ts'
import { factsOf } from './facts-object.ts'
import { findEverHeld } from './held-orders-store.ts'
import { toContent } from './order-content.ts'
import { findMarks } from './ratchet-store.ts'
import type { OrderIndex } from './store.ts'

export interface Inheritance {
  readonly inherited: Inherited
  /** The other orders whose checks carry over, in order of id: one for each thing that does, and all that were held. */
  readonly resubmissionOf: readonly string[]
}

export interface Heir {
  readonly content: OrderContent
  readonly contactedBy: readonly ContactedBy[]
  readonly startedAt: Instant
  /** Orders whose checks carry over besides those that are found. */
  readonly inheritsFrom: readonly string[]
}

const DENIED: RatchetMark = { kind: 'denied' }

/** What all earlier orders like this one, and those in `inheritsFrom` in any case, pass on of their checks. */
export async function readInheritance(
  db: Executor,
  index: OrderIndex,
  { content, contactedBy, startedAt, inheritsFrom }: Heir,
): Promise<Inheritance> {
  const since = plus(startedAt, -RATCHET_DAYS * 86_400_000)
  const likeness = { exceptId: index.id, before: startedAt }
  const [marks, held] = await Promise.all([
    findMarks(db, index, likeness, since),
    findEverHeld(db, index, likeness, since),
  ])
  const read = await readEarlierAssessments(db, [...held, ...inheritsFrom])
  const stops = await readStops(db, [...read, ...marks])
  const found = marks.filter((one) => one.mark.kind !== 'said' || stops.isStopped(one))
  const said = found.flatMap((one) => (one.mark.kind === 'said' ? [one.orderId] : []))
  const earlier = [
    ...read.filter(
      (one) =>
        one.ended ||
        inheritsFrom.includes(one.subjectId) ||
        isClaimed(one) ||
        stops.isStopped(one) ||
        said.includes(one.subjectId),
    ),
    // What was reported of one that is open makes it pass on everything.
    ...(await readEarlierAssessments(
      db,
      said.filter((id) => !read.some((one) => one.subjectId === id)),
    )),
  ]

  const others = earlier.filter((one) => one.subjectId !== index.id)
  const before = earlier.find((one) => one.subjectId === index.id)
  const claims = claimsTakenOver(
    whoAsked(content, { contactedBy, history: UNKNOWN, inherited: NOTHING_INHERITED }),
    before === undefined ? null : claimsOf(before),
    [
      ...others.map((one) => ({ orderId: one.subjectId, claims: claimsOf(one) })),
      ...found.map((one) => ({ orderId: one.orderId, claims: claimsOfMark(one.mark) })),
    ],
    stops.everHeld,
  )
  return {
    inherited: inheritFrom(
      // Whoever lifted a hold on this very order has looked at it.
      earlier.map((one) => ({ assessment: one, denied: one.denied || (one !== before && stops.isAlarmed(one)) })),
      [...found.map((one) => one.mark), ...(found.some((one) => stops.isAlarmed(one)) ? [DENIED] : [])],
      claims,
    ),
    resubmissionOf: [...new Set([...others.map((one) => one.subjectId), ...found.map((one) => one.orderId)])].sort(),
  }
}

function claimsOf({ content, facts }: EarlierAssessment): Claims {
  return whoAsked(toContent(content), factsOf(facts))
}
