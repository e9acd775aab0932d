import type { HoldTarget } from '../consent/subject-kind.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { findHandedInFor } from './held-orders-store.ts'

/**
 * The orders under these holds for which this one was handed in, as the record has it now, as targets. Its assessments
 * name those that were known when they were made; a hold may have come later.
 */
export async function handedInForTargets(
  db: Executor,
  orderId: string,
  holds: readonly { readonly scope: string; readonly target: string }[],
): Promise<HoldTarget[]> {
  const heldIds = new Set(holds.flatMap((hold) => (hold.scope === 'order' ? [hold.target] : [])))
  const found = await findHandedInFor(db, [orderId], [...heldIds])
  return (found.get(orderId) ?? []).map((target) => ({ scope: 'order', target }))
}
