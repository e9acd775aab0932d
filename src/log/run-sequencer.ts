import { createBell } from '../platform/bell.ts'
import type { Db } from '../platform/postgres/database.ts'
import { beginEpoch } from './begin-epoch.ts'
import { checkpointOnce } from './checkpoint-once.ts'
import type { CheckpointSigner } from './checkpoint-signer.ts'
import { NOTHING_SETTLED } from './low-water-mark.ts'
import { sequenceOnce } from './sequence.ts'
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
    const checkpoint = retryLater(() => checkpointOnce(db, epoch, signer), onError)
    let mark = NOTHING_SETTLED
    while (!signal.aborted) {
      const pass = await sequenceOnce(db, epoch, mark)
      mark = pass.mark
      await checkpoint()
      if (!pass.more) await seat.wait(pollMs, signal)
    }
  } finally {
    await seat.leave()
  }
}

/** A signer that is away must not stop the sequencing: report, and ask again after 0.25 to 5 seconds. */
function retryLater(attempt: () => Promise<unknown>, onError: (error: unknown) => void): () => Promise<void> {
  let failures = 0
  let notBefore = 0
  return async () => {
    if (performance.now() < notBefore) return
    try {
      await attempt()
      failures = 0
    } catch (error) {
      notBefore = performance.now() + Math.min(LONGEST_RETRY_MS, 250 * 2 ** failures)
      failures += 1
      onError(error)
    }
  }
}
