/**
 * How far the sequencer need not look back.
 *
 * An entry's `seq` is drawn when it is written and seen when its transaction commits, so a lower one may appear after
 * a higher one has its leaf, and one that was rolled back never appears. Looking for every entry without a leaf would
 * find them all, but reads the whole log each time. Instead:
 *
 * 1. note the highest `seq` seen (`seq`), then take a transaction id (`horizon`): whoever drew a lower `seq` has had
 *    an older transaction id before (see `xact` in 0010_log.sql);
 * 2. once no transaction older than `horizon` is running, every entry up to `seq` is visible or will never be;
 * 3. when those are sequenced too, `settled` rises to `seq`.
 *
 * A new mark settles nothing, so each term of a sequencer begins with one look at everything. That also covers what
 * transaction ids cannot: a restored backup, a promoted standby.
 */
export interface LowWaterMark {
  /** Every entry up to this `seq` has its leaf, or was rolled back. */
  readonly settled: bigint
  readonly candidate: { readonly seq: bigint; readonly horizon: bigint } | null
}

export const NOTHING_SETTLED: LowWaterMark = { settled: 0n, candidate: null }

export interface SequencingPass {
  /** Oldest running transaction, read before the pass looked for entries. */
  readonly oldestRunning: bigint
  /** Up to this `seq`, every entry that the pass saw has a leaf now; null: every one at all. */
  readonly sequencedUpTo: bigint | null
}

/** The mark after a pass has committed. */
export function settle(mark: LowWaterMark, pass: SequencingPass): LowWaterMark {
  const { candidate } = mark
  if (candidate === null || pass.oldestRunning < candidate.horizon) return mark
  if (pass.sequencedUpTo !== null && pass.sequencedUpTo < candidate.seq) return mark
  return { settled: candidate.seq, candidate: null }
}
