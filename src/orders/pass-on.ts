import type { SubjectHead } from '../consent/subject-kind.ts'
import type { Instant } from '../domain/instant.ts'
import { marksPassedOn } from '../domain/ratchet.ts'
import { isBeforeRelease } from '../domain/subject-states.ts'
import { whoAsked } from '../domain/who-asked.ts'
import { holdsEverOn } from '../holds/holds-ever.ts'
import type { Executor, Tx } from '../platform/postgres/database.ts'
import { factsOf } from './facts-object.ts'
import { toContent } from './order-content.ts'
import { deleteOpenMarks, insertMarks } from './ratchet-store.ts'

/**
 * Puts down what an order passes on to those like it, after each assessment, and when it is released or ends. Its keys
 * must be on record by then. Nothing is taken back before release: of what was asked once nothing is asked less.
 */
export async function passOn(
  tx: Tx,
  {
    id,
    state,
    content,
    assessment,
  }: Pick<SubjectHead, 'id' | 'state' | 'content'> & {
    readonly assessment: Pick<SubjectHead['assessment'], 'signals' | 'specs' | 'facts'>
  },
  now: Instant,
): Promise<void> {
  const claims = whoAsked(toContent(content), factsOf(assessment.facts))
  const marks = marksPassedOn(assessment, state, { ...claims, orders: await everHeld(tx, claims.orders) })
  const isOpen = isBeforeRelease(state)
  await Promise.all([
    !isOpen && deleteOpenMarks(tx, id),
    marks.length > 0 && insertMarks(tx, id, marks, isOpen ? null : now),
  ])
}

async function everHeld(db: Executor, orderIds: readonly string[]): Promise<string[]> {
  const holds = await holdsEverOn(
    db,
    orderIds.map((target) => ({ scope: 'order', target })),
  )
  return [...new Set(holds.map((hold) => hold.target))].sort()
}
