import type { Db, Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { growTree } from './grow-tree.ts'
import { NOTHING_SETTLED, settle } from './low-water-mark.ts'
import type { LowWaterMark } from './low-water-mark.ts'
import {
  entriesWithoutLeaf,
  insertLeaves,
  insertNodes,
  lockLog,
  nodeHashes,
  observeEntries,
  takeTransactionId,
  treeSize,
} from './store.ts'
import type { PendingEntry } from './store.ts'
import { nodesOver } from './subtree.ts'

const BATCH = 1000

export interface Sequenced {
  /** How many entries got their leaf. */
  readonly count: number
  /** There may be more: the batch was full. */
  readonly more: boolean
  /** For the next pass of the same term. */
  readonly mark: LowWaterMark
}

/**
 * Gives up to 1000 committed entries their leaves, in the order they were written, and stores the nodes this
 * finishes: all of it in one transaction, or nothing. Fails with SQLSTATE LG001 when `epoch` is not the newest.
 */
export async function sequenceOnce(db: Db, epoch: number, mark: LowWaterMark = NOTHING_SETTLED): Promise<Sequenced> {
  return transaction(db, (tx) => pass(tx, epoch, mark), { isolation: 'read committed' })
}

async function pass(tx: Tx, epoch: number, mark: LowWaterMark): Promise<Sequenced> {
  await lockLog(tx)
  const seen = await observeEntries(tx)
  const pending = await entriesWithoutLeaf(tx, mark.settled, BATCH)
  if (pending.length > 0) await appendLeaves(tx, epoch, pending)

  const count = pending.length
  const more = count === BATCH
  const sequencedUpTo = more ? (pending.at(-1)?.seq ?? 0n) : null
  const next = settle(mark, { oldestRunning: seen.oldestRunning, sequencedUpTo })
  // An idle log takes no transaction ids: there is a limited number of them between two vacuums.
  if (next.candidate !== null || seen.highestSeq <= next.settled) return { count, more, mark: next }
  const candidate = { seq: seen.highestSeq, horizon: await takeTransactionId(tx) }
  return { count, more, mark: { ...next, candidate } }
}

async function appendLeaves(tx: Tx, epoch: number, pending: readonly PendingEntry[]): Promise<void> {
  const size = await treeSize(tx)
  const edge = await nodeHashes(tx, nodesOver({ start: 0, end: size }))
  const entryIds = pending.map((entry) => entry.entryId)
  const leafHashes = pending.map((entry) => entry.leafHash)
  await insertLeaves(tx, epoch, size, entryIds)
  await insertNodes(tx, growTree(size, edge, leafHashes))
}
