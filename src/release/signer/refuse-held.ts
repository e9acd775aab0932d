import { conflict } from '../../domain/errors.ts'
import { activeHolds, stoppedBy, type HoldTarget, type Placed } from '../../holds/active-holds.ts'
import { placedBeyond, type PlacedHold } from '../../holds/logged-holds.ts'
import { signerTargets } from '../../consent/hold-targets.ts'
import type { Evidence } from '../../domain/evidence.ts'
import { contactRung } from '../../log/verify/rung-contact.ts'
import type { Bundle, BundleSubject } from '../../log/bundle.ts'
import { carriedTargets } from '../../orders/carried-targets.ts'
import { orderHoldTargets } from '../../orders/hold-targets.ts'
import { factsOf, toContent } from '../../orders/proof.ts'
import { buildSubjectBundle } from '../build-bundle.ts'
import type { Executor } from '../../platform/postgres/database.ts'
import type { LoggedHold, LogReader } from './log-reader.ts'

interface Holding {
  readonly db: Executor
  readonly reader: LogReader
  /** Holds whose lifting was proven since the start. */
  readonly liftings: Set<string>
}
type IsProven = (lifting: Bundle) => Promise<boolean>

/**
 * A hold stops by the record, as soon as it is there, and by the log, whatever became of the record since; by an entry
 * that has no leaf yet as well, since whoever gives leaves is whoever may lift.
 */
export async function refuseHeld(bundle: Bundle, holding: Holding, isProven: IsProven): Promise<void> {
  const [order] = bundle.subjects
  if (order === undefined) return
  const { db, reader } = holding
  const standing = [...(await activeHolds(db, 'all')), ...(await placedBeyond(db, reader.size))]
  const targets = [
    ...targetsOf(order),
    ...signerTargets(order, countedOf(bundle, order)),
    ...(await carriedTo(db, order, [...standing, ...reader.holds()])),
  ]
  if (stoppedBy(standing, targets).length > 0)
    throw conflict('HELD', 'This is held. It is released when the hold is lifted.')
  for (const hold of stoppedBy(reader.holds(), targets)) {
    if (await wasLifted(hold, holding, isProven)) continue
    throw conflict('HELD', 'A hold that was placed was never rightly lifted, whatever the record says of it.')
  }
}

/** By all that was ever assessed and signed, of whichever version. */
function targetsOf({ id, content, evidence }: BundleSubject): HoldTarget[] {
  return orderHoldTargets(
    id,
    toContent(content),
    evidence.map((one) => one.contactedBy),
  )
}

/**
 * What other orders were and say is the record's to say; which one it supersedes, and by what others are like it, is in
 * what the bundle proves.
 */
async function carriedTo(
  db: Executor,
  { id, startedAt, content, assessments }: BundleSubject,
  holds: readonly Placed[],
): Promise<readonly HoldTarget[]> {
  const newest = assessments.at(-1)
  // Nothing is signed without an assessment.
  if (newest === undefined || holds.length === 0) return []
  const order = { id, startedAt, content: toContent(content), facts: factsOf(newest.facts) }
  return (await carriedTargets(db, [order], holds)).get(id) ?? []
}

/** What counts for it: not what a key confirmed that was given up since, and no call to a contact that is off file. */
function countedOf({ keys, offFile = [] }: Bundle, order: BundleSubject): Evidence[] {
  const revoked = keys.flatMap((key) => (key.revocationEntryId === null ? [] : [key.keyId]))
  const gone = new Set([...revoked, ...offFile.map(({ id }) => id)])
  return order.evidence.map((one) => {
    const standsOn = [one.keyId, ...(one.kind === 'callback' ? [contactRung(one, order)] : [])]
    return { ...one, voidedBy: standsOn.find((id) => id !== null && gone.has(id)) ?? null }
  })
}

/** Lifting takes signatures too, and the log's word for them is not enough. What was proven once stays lifted. */
async function wasLifted(hold: LoggedHold, { db, liftings }: Holding, isProven: IsProven): Promise<boolean> {
  const { liftedBy, ...placed } = hold
  const name = JSON.stringify(placed)
  if (liftings.has(name)) return true
  for (const subjectId of liftedBy) {
    const lifting = await buildSubjectBundle(db, subjectId)
    if (lifting === null || !isAbout(lifting, placed) || !(await isProven(lifting))) continue
    liftings.add(name)
    return true
  }
  return false
}

/** Who signed read what it covers, not its id: the lifting of another hold of this id is none of this one. */
function isAbout({ subjects: [lifting] }: Bundle, { id, scope, target }: PlacedHold): boolean {
  if (lifting?.type !== 'hold') return false
  const { content } = lifting
  return content['holdId'] === id && content['scope'] === scope && content['target'] === target
}
