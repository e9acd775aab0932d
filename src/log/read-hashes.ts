import type { Executor } from '../platform/postgres/database.ts'
import type { TreeEdge } from './grow-tree.ts'
import { nodeHashes } from './store.ts'
import { foldNodes, nodesOver } from './subtree.ts'
import type { LeafRange } from './subtree.ts'
import type { Hash } from './tree.ts'

/** The hash over each range of existing leaves, with one query for all. */
export async function hashesOf(db: Executor, ranges: readonly LeafRange[]): Promise<Hash[]> {
  const covers = ranges.map(nodesOver)
  const hashes = await nodeHashes(db, covers.flat())
  let at = 0
  return covers.map((cover) => foldNodes(hashes.slice(at, (at += cover.length))))
}

/** The edge of the tree when it had `size` leaves. */
export async function edgeAt(db: Executor, size: number): Promise<TreeEdge> {
  return { size, hashes: await nodeHashes(db, nodesOver({ start: 0, end: size })) }
}

/** The root of the tree when it had `size` leaves. */
export async function rootAt(db: Executor, size: number): Promise<Hash> {
  return foldNodes((await edgeAt(db, size)).hashes)
}
