import type { Standing } from '../api/decisions.ts'
import type { Presentation } from '../api/signing.ts'
import { flattened } from './flattened.ts'

/** What somebody has read: the presentation, and how things stood around it. */
export interface Reading {
  readonly presentation: Presentation
  readonly holds: readonly string[]
  readonly isOpen: boolean
}

/** These name the part that is signed, not what it is about. */
const PART = ['type', 'requirementId', 'decision']
/** Members that come to light when amount and account have been typed, and go again with an amendment. */
const COVERED =
  /^(?:subject\.digest|content\.paymentDigest|content\.instruction\.note|content\.payment\.(?:amount|payeeAccount|elements)(?:\..*)?)$/

/**
 * What is different now from what was read: paths such as `content.payment.amount`, `holds`, `state`. Empty when
 * nothing is, and what was read is still what would be signed.
 */
export function changedSince(read: Reading, now: Reading): string[] {
  const [before, after] = [read, now].map((one) => new Map(flattened(one.presentation.members)))
  if (before === undefined || after === undefined) return ['content']
  const turns = read.presentation.blind !== now.presentation.blind
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path) && !PART.includes(path) && !(turns && COVERED.test(path)),
  )
  if (now.holds.some((id) => !read.holds.includes(id))) paths.push('holds')
  if (read.isOpen && !now.isOpen) paths.push('state')
  return paths
}

export function readingOf(presentation: Presentation, view: Pick<Standing, 'holds' | 'state'>): Reading {
  return {
    presentation,
    holds: view.holds.map(({ id }) => id),
    isOpen: view.state === 'assessing' || view.state === 'awaiting_evidence' || view.state === 'approved',
  }
}
