import type { Db } from '../platform/postgres/database.ts'
import { sqlState } from '../platform/postgres/transaction.ts'
import { growTree } from './grow-tree.ts'
import type { TreeEdge } from './grow-tree.ts'
import { NOTHING_SETTLED, settle } from './low-water-mark.ts'
import type { LowWaterMark } from './low-water-mark.ts'
import { edgeAt } from './read-hashes.ts'
import { insertLeaves, readLogState, takeTransactionId } from './store.ts'
import type { LogState } from './store.ts'

const BATCH = 1000

/** PostgreSQL, appendix A: unique_violation. */
const TAKEN = '23505'

export interface Sequenced {
  /** How many entries got their leaf. */
  readonly count: number
  /** There may be more: the batch was full. */
  readonly more: boolean
  /** How many leaves the newest checkpoint covered when the pass began. */
  readonly covered: number
  /** For the next pass of the same term, which then does not read them again. */
  readonly mark: LowWaterMark
  readonly tree: TreeEdge
}

/**
 * Gives up to 1000 committed entries their leaves, in the order they were written, and stores the nodes this
 * finishes: all of it in one statement, or nothing. Fails with SQLSTATE LG001 when `epoch` is not the newest.
 *
 * It looks without the log's lock, which the insert takes by itself, and with it every check that needs it. What
 * another sequencer of the same term placed since the look is refused as taken; then it looks again.
 */
export async function sequenceOnce(
  db: Db,
  epoch: number,
  mark: LowWaterMark = NOTHING_SETTLED,
  known: TreeEdge | null = null,
): Promise<Sequenced> {
  let seen = await readLogState(db, mark.settled, BATCH)
  for (;;) {
    try {
      return await pass(db, epoch, { seen, mark, known })
    } catch (error) {
      if (sqlState(error) !== TAKEN) throw error
      const { size } = seen
      seen = await readLogState(db, mark.settled, BATCH)
      // Nobody has placed anything: what is in the way is not another sequencer.
      if (seen.size <= size) throw error
    }
  }
}

interface Pass {
  readonly seen: LogState
  readonly mark: LowWaterMark
  readonly known: TreeEdge | null
}

async function pass(db: Db, epoch: number, { seen, mark, known }: Pass): Promise<Sequenced> {
  const { size, covered, pending } = seen
  // A tree of a size never changes again.
  const tree = known?.size === size ? known : await edgeAt(db, size)
  const grown = growTree(
    tree,
    pending.map((entry) => entry.leafHash),
  )
  const entryIds = pending.map((entry) => entry.entryId)
  const taken =
    pending.length === 0 ? null : await insertLeaves(db, { epoch, from: size, entryIds, nodes: grown.nodes })

  const count = pending.length
  const more = count === BATCH
  const sequencedUpTo = more ? (pending.at(-1)?.seq ?? 0n) : null
  const next = settle(mark, { oldestRunning: seen.oldestRunning, sequencedUpTo })
  const sequenced = { count, more, covered, tree: grown.edge }
  // An idle log takes no transaction ids: there is a limited number of them between two vacuums.
  if (next.candidate !== null || seen.highestSeq <= next.settled) return { ...sequenced, mark: next }
  // Taken after the look in any case, as the mark demands.
  const candidate = { seq: seen.highestSeq, horizon: taken ?? (await takeTransactionId(db)) }
  return { ...sequenced, mark: { ...next, candidate } }
}
