import { createBell } from '../platform/bell.ts'
import type { Db } from '../platform/postgres/database.ts'
import { beginEpoch } from './begin-epoch.ts'
import { checkpointOnce } from './checkpoint-once.ts'
import type { KnownLog } from './checkpoint-once.ts'
import type { CheckpointSigner } from './checkpoint-signer.ts'
import { createPace } from './pace.ts'
import { sequenceOnce } from './sequence.ts'
import type { Sequenced } from './sequence.ts'
import { takeSequencerSeat } from './sequencer-seat.ts'

export interface SequencerOptions {
  /** Of role worker. */
  readonly db: Db
  /** The same database, for the one connection that holds the seat and listens; not through a transaction pooler. */
  readonly url: string
  readonly signer: CheckpointSigner
  /** Who this is, in `log_epochs`: host and process. */
  readonly holder: string
  readonly signal: AbortSignal
  /** A term that ended in a fault, or a checkpoint that could not be signed. It goes on by itself. */
  readonly onError: (error: unknown) => void
  /** Entries that no notification announced wait at most this long. */
  readonly pollMs?: number
  /** How often a stand-by asks for the seat, and the pause after a fault. */
  readonly standbyMs?: number
}

const LONGEST_RETRY_MS = 5000

/**
 * A pass costs the same for one entry as for fifty, and most of it is the checkpoint: signed over every entry the
 * signer reads for itself, with its memory flushed to disk. After quiet nothing waits, and the few entries with which
 * one payment goes on come at once as well. Under load they come together: a tenth of a second is little beside what
 * an order waits there for anyhow.
 */
const PACE = { everyMs: 100, atOnce: 3 }

/** Sequences and checkpoints until `signal` aborts; run it in every worker, one of them is active. */
export async function runSequencer(options: SequencerOptions): Promise<void> {
  const { signal, onError, standbyMs = 1000 } = options
  while (!signal.aborted) {
    try {
      await serveTerm(options)
    } catch (error) {
      onError(error)
    }
    await createBell().wait(standbyMs, signal)
  }
}

/** Returns at once when someone else has the seat. */
async function serveTerm({ db, url, holder, signer, signal, onError, pollMs = 200 }: SequencerOptions): Promise<void> {
  const seat = await takeSequencerSeat(url)
  if (seat === null) return
  try {
    const epoch = await beginEpoch(db, holder)
    const pace = createPace(PACE)
    const checkpoint = retryLater((log: KnownLog) => checkpointOnce(db, epoch, signer, log), onError)
    let last: Sequenced | null = null
    while (!signal.aborted) {
      const began = performance.now()
      last = await sequenceOnce(db, epoch, last?.mark, last?.tree)
      await checkpoint(last)
      if (last.more) continue
      if (last.count > 0) await rest(pace.begin(began) - (performance.now() - began), signal)
      await seat.wait(pollMs, signal)
    }
  } finally {
    await seat.leave()
  }
}

async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await createBell().wait(milliseconds, signal)
}

/** A signer that is away must not stop the sequencing: report, and ask again after 0.25 to 5 seconds. */
function retryLater(
  attempt: (log: KnownLog) => Promise<unknown>,
  onError: (error: unknown) => void,
): (log: KnownLog) => Promise<void> {
  let failures = 0
  let notBefore = 0
  return async (log) => {
    if (performance.now() < notBefore) return
    try {
      await attempt(log)
      failures = 0
    } catch (error) {
      notBefore = performance.now() + Math.min(LONGEST_RETRY_MS, 250 * 2 ** failures)
      failures += 1
      onError(error)
    }
  }
}
