import { listen } from '../platform/postgres/listen.ts'
import { createBell } from '../platform/bell.ts'
import type { ClockWatch } from '../platform/clock-skew.ts'
import type { Db } from '../platform/postgres/database.ts'
import { CountersignError } from '../domain/errors.ts'
import { readApprovedOrderIds } from '../consent/read-head.ts'
import type { SubjectKinds } from '../consent/subject-kind.ts'
import { releaseOrder } from './release-order.ts'
import type { Signer } from './signer-client.ts'

export interface ReleaserOptions {
  readonly db: Db
  /** The same database, for the one connection that listens. */
  readonly url: string
  readonly kinds: SubjectKinds
  readonly signer: Signer
  readonly clocks: Pick<ClockWatch, 'requireOneTime'>
  readonly signal: AbortSignal
  readonly onReleased?: () => void
  readonly onError: (error: unknown, orderId?: string) => void
  readonly pollMs?: number
}

/** Rung when a checkpoint is stored: what it covers may now be released. */
const CHANNEL = 'countersign_checkpoint'
const PAGE = 200
/** After a refusal of the signer an order is left alone for this long: nothing will change by asking again at once. */
const REFUSED_MS = 60_000
/** A signer or database that is away comes back, and then nobody should wait a minute more. */
const AWAY_MS = 2_000
/** Lifting a hold takes people, not milliseconds. */
const HELD_MS = 1_000

/** Releases what is approved and covered by a checkpoint, until `signal` aborts. Any number may run. */
export async function runReleaser(options: ReleaserOptions): Promise<void> {
  const { db, kinds, url, clocks, signal, onError, pollMs = 250 } = options
  const bell = createBell()
  const resting = new Map<string, number>()
  const listening = listen({ url, channel: CHANNEL, onNotify: () => bell.ring(), onError, signal })
  while (!signal.aborted) {
    let waitMs = pollMs
    try {
      // All of them: what is held or refused stays approved for long, and must not stand in the way of the others.
      for (let after: string | undefined = ''; after !== undefined;) {
        const approved = await readApprovedOrderIds(db, after, PAGE)
        // Cooling-off that ran on another clock than the rules' may not be over.
        if (approved.length > 0) await clocks.requireOneTime()
        for (const id of approved) {
          if (signal.aborted) break
          if ((resting.get(id) ?? 0) > performance.now()) continue
          await attempt(options, kinds, id, resting)
        }
        after = approved.length < PAGE || signal.aborted ? undefined : approved.at(-1)
      }
    } catch (error) {
      onError(error)
      waitMs = Math.max(pollMs, AWAY_MS)
    }
    await bell.wait(waitMs, signal)
  }
  await listening
}

async function attempt(
  { db, signer, onError, onReleased }: ReleaserOptions,
  kinds: SubjectKinds,
  orderId: string,
  resting: Map<string, number>,
): Promise<void> {
  try {
    const outcome = await releaseOrder(db, kinds, signer, orderId)
    if (outcome === 'held') resting.set(orderId, performance.now() + HELD_MS)
    else resting.delete(orderId)
    if (outcome === 'released') onReleased?.()
  } catch (error) {
    // Not covered yet is the ordinary case: the next checkpoint rings.
    if (error instanceof CountersignError && error.code === 'NOT_READY') return
    const isRefusal = error instanceof CountersignError && error.status < 500
    resting.set(orderId, performance.now() + (isRefusal ? REFUSED_MS : AWAY_MS))
    if (!(error instanceof CountersignError && error.code === 'HELD')) onError(error, orderId)
  }
}
