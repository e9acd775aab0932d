import type { SubjectHead } from '../consent/subject-kind.ts'
import type { Instant } from '../domain/instant.ts'
import { marksPassedOn } from '../domain/ratchet.ts'
import { isBeforeRelease } from '../domain/subject-states.ts'
import type { Tx } from '../platform/postgres/database.ts'
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
    assessment,
  }: { readonly id: string } & Pick<SubjectHead, 'state'> & {
      readonly assessment: Pick<SubjectHead['assessment'], 'signals' | 'specs'>
    },
  now: Instant,
): Promise<void> {
  const marks = marksPassedOn(assessment, state)
  const isOpen = isBeforeRelease(state)
  await Promise.all([
    !isOpen && deleteOpenMarks(tx, id),
    marks.length > 0 && insertMarks(tx, id, marks, isOpen ? null : now),
  ])
}
