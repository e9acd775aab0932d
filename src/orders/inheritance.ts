import { readEarlierAssessments } from '../consent/earlier-assessments.ts'
import { plus, type Instant } from '../domain/instant.ts'
import type { Inherited } from '../domain/order-facts.ts'
import { inheritFrom } from '../domain/ratchet.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { findMarks } from './ratchet-store.ts'
import type { OrderIndex } from './store.ts'

export interface Inheritance {
  readonly inherited: Inherited
  /** The other orders whose checks carry over, in order of id: one for each thing that does. */
  readonly resubmissionOf: readonly string[]
}

/** The ratchet looks back this far for an unreleased order with the same payee, account or reference. */
const RATCHET_DAYS = 30

/** What all earlier orders like this one, and those in `inheritsFrom` in any case, pass on of their checks. */
export async function readInheritance(
  db: Executor,
  index: OrderIndex,
  { startedAt, inheritsFrom }: { readonly startedAt: Instant; readonly inheritsFrom: readonly string[] },
): Promise<Inheritance> {
  const since = plus(startedAt, -RATCHET_DAYS * 86_400_000)
  const [found, named] = await Promise.all([
    findMarks(db, index, { exceptId: index.id, before: startedAt }, since),
    readEarlierAssessments(db, inheritsFrom),
  ])
  const ids = new Set([...found.map((one) => one.orderId), ...named.map((one) => one.subjectId)])
  return {
    inherited: inheritFrom(
      named.map((one) => ({ assessment: one, denied: one.denied })),
      found.map((one) => one.mark),
    ),
    resubmissionOf: [...ids].filter((id) => id !== index.id).sort(),
  }
}
