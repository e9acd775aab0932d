import { readEarlierAssessments } from '../consent/earlier-assessments.ts'
import { plus, type Instant } from '../domain/instant.ts'
import type { Inherited } from '../domain/order-facts.ts'
import { inheritFrom } from '../domain/ratchet.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { findUnreleased } from './likeness-store.ts'
import type { OrderIndex } from './store.ts'

export interface Inheritance {
  readonly inherited: Inherited
  /** The other orders whose checks carry over, in order of id. */
  readonly resubmissionOf: readonly string[]
}

/** The ratchet looks back this far for an unreleased order with the same payee, account or reference. */
const RATCHET_DAYS = 30

/** What earlier orders like this one, and those in `inheritsFrom` in any case, pass on of their checks. */
export async function readInheritance(
  db: Executor,
  index: OrderIndex,
  { startedAt, inheritsFrom }: { readonly startedAt: Instant; readonly inheritsFrom: readonly string[] },
): Promise<Inheritance> {
  const since = plus(startedAt, -RATCHET_DAYS * 86_400_000)
  const unreleased = await findUnreleased(db, index, { exceptId: index.id, before: startedAt }, since)
  const earlier = await readEarlierAssessments(db, [...unreleased.map((one) => one.id), ...inheritsFrom])
  const passedOn = earlier.filter((one) => one.ended || inheritsFrom.includes(one.subjectId) || isClaimed(one.signals))
  return {
    inherited: inheritFrom(passedOn.map((one) => ({ assessment: one, denied: one.denied }))),
    resubmissionOf: [...new Set(passedOn.map((one) => one.subjectId))].filter((id) => id !== index.id).sort(),
  }
}

/** An open order passes its checks on when somebody claimed to be somebody: the second one must not slip past. */
function isClaimed(signals: readonly { readonly code: string }[]): boolean {
  const claims: readonly string[] = ['CONTACTED', 'ACTIVE_IMPERSONATION']
  return signals.some((found) => found.code.startsWith('CHANNEL_') || claims.includes(found.code))
}
