import { listen } from '../platform/postgres/listen.ts'
import { createBell } from '../platform/bell.ts'
import type { ClockWatch } from '../platform/clock-skew.ts'
import type { Db } from '../platform/postgres/database.ts'
import { CountersignError } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import { readApprovedOrders, type ApprovedOrder } from '../consent/read-head.ts'
import { coveredEntries } from '../log/read-log.ts'
import type { SubjectKinds } from '../consent/subject-kind.ts'
import { continueTrace } from '../platform/telemetry/spans.ts'
import { releaseOrder, type ReleaseAttempt } from './release-order.ts'
import type { Signer } from './signer-client.ts'

export interface Waiting {
  /** How many orders are held. */
  readonly held: number
  /** Since when the oldest of the others has been approved; null: there is none. */
  readonly since: Instant | null
}

export interface ReleaserOptions {
  readonly db: Db
  /** The same database, for the one connection that listens. */
  readonly url: string
  readonly kinds: SubjectKinds
  readonly signer: Signer
  readonly clocks: Pick<ClockWatch, 'requireOneTime'>
  readonly signal: AbortSignal
  readonly onReleased?: () => void
  /** Told after each look at all of them what is still approved. */
  readonly onWaiting?: (waiting: Waiting) => void
  /** The trace that an order's release belongs to; without, releases are traced nowhere. */
  readonly traceOf?: (orderId: string) => Promise<string | null>
  readonly onError: (error: unknown, orderId?: string) => void
  readonly pollMs?: number
}

/** Rung when a checkpoint is stored: what it covers may now be released. */
const CHANNEL = 'countersign_checkpoint'
const PAGE = 200
/** Each waits for the record and the signer in turn; one after the other, a run of payments would wait for all before. */
const AT_ONCE = 4
/** After a refusal of the signer an order is left alone for this long: nothing will change by asking again at once. */
const REFUSED_MS = 60_000
/** A signer or database that is away comes back, and then nobody should wait a minute more. */
const AWAY_MS = 2_000
/** By the signer alone it is held until a checkpoint covers the lifting, or for good: more than a look, and not often. */
const UNPROVEN_MS = 5_000
/** What is approved from now on rings when it can be released; looking all the same finds what did not. */
const IDLE_MS = 1_000
/** Lifting a hold takes people, not milliseconds; a denial that is on its way has its end in seconds. */
const HELD_MS = 1_000

/** Releases what is approved and covered by a checkpoint, until `signal` aborts. Any number may run. */
export async function runReleaser(options: ReleaserOptions): Promise<void> {
  const { db, kinds, url, clocks, signal, onError, onWaiting, pollMs = 250 } = options
  const bell = createBell()
  const resting = new Map<string, number>()
  const held = new Set<string>()
  const listening = listen({ url, channel: CHANNEL, onNotify: () => bell.ring(), onError, signal })
  while (!signal.aborted) {
    let waitMs = pollMs
    const waiting = new Map<string, Instant | null>()
    try {
      // All of them: what is held or refused stays approved for long, and must not stand in the way of the others.
      for (let after: string | undefined = ''; after !== undefined;) {
        const approved = await readApprovedOrders(db, after, PAGE)
        for (const { id, approvedAt } of approved) waiting.set(id, approvedAt)
        const due = approved.filter(({ id }) => (resting.get(id) ?? 0) <= performance.now())
        const ready = await onlyCovered(db, due)
        // Cooling-off that ran on another clock than the rules' may not be over.
        if (approved.length > 0) await clocks.requireOneTime()
        await severalAtOnce(ready, async ({ id }) => {
          if (!signal.aborted) await attempt(options, kinds, id, { resting, held })
        })
        after = approved.length < PAGE || signal.aborted ? undefined : approved.at(-1)?.id
      }
      for (const id of held) if (!waiting.has(id)) held.delete(id)
      onWaiting?.(describeWaiting(waiting, held))
      if (waiting.size === 0) waitMs = Math.max(pollMs, IDLE_MS)
    } catch (error) {
      onError(error)
      // What could be read of them waits, all the more while nothing is released.
      if (waiting.size > 0) onWaiting?.(describeWaiting(waiting, held))
      waitMs = Math.max(pollMs, AWAY_MS)
    }
    await bell.wait(waitMs, signal)
  }
  await listening
}

/**
 * Only the signer can tell whether it will sign. But what no checkpoint covers yet it certainly refuses, and to find
 * that out there takes as much as a release; the checkpoint that comes rings.
 */
async function onlyCovered(db: Db, approved: readonly ApprovedOrder[]): Promise<readonly ApprovedOrder[]> {
  const covered = await coveredEntries(
    db,
    approved.map((order) => order.entryId),
  )
  return approved.filter((order) => covered.has(order.entryId))
}

/** In the order given. */
async function severalAtOnce<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
}

function describeWaiting(waiting: ReadonlyMap<string, Instant | null>, held: ReadonlySet<string>): Waiting {
  const since = [...waiting].flatMap(([id, at]) => (at === null || held.has(id) ? [] : [at])).toSorted()
  return { held: held.size, since: since[0] ?? null }
}

/** What is remembered between two looks: until when an order is left alone, and which are held. */
interface Remembered {
  readonly resting: Map<string, number>
  readonly held: Set<string>
}

async function attempt(
  options: ReleaserOptions,
  kinds: SubjectKinds,
  orderId: string,
  { resting, held }: Remembered,
): Promise<void> {
  const { onError, onReleased } = options
  try {
    const outcome = await tracedRelease(options, kinds, orderId)
    if (outcome === 'held' || outcome === 'being_denied') resting.set(orderId, performance.now() + HELD_MS)
    else resting.delete(orderId)
    if (outcome === 'held') held.add(orderId)
    else held.delete(orderId)
    if (outcome === 'released') onReleased?.()
  } catch (error) {
    // Not covered yet is the ordinary case: the next checkpoint rings.
    if (error instanceof CountersignError && error.code === 'NOT_READY') return
    const isHeld = error instanceof CountersignError && error.code === 'HELD'
    const isRefusal = error instanceof CountersignError && error.status < 500
    resting.set(orderId, performance.now() + (isHeld ? UNPROVEN_MS : isRefusal ? REFUSED_MS : AWAY_MS))
    if (isHeld) held.add(orderId)
    else onError(error, orderId)
  }
}

async function tracedRelease(
  { db, signer, traceOf }: ReleaserOptions,
  kinds: SubjectKinds,
  orderId: string,
): Promise<ReleaseAttempt> {
  const traceparent = (await traceOf?.(orderId)) ?? null
  return continueTrace(traceparent, 'release', { attributes: { 'countersign.subject.id': orderId } }, async (span) => {
    const outcome = await releaseOrder(db, kinds, signer, orderId)
    span?.setAttribute('countersign.outcome', outcome)
    return outcome
  })
}
