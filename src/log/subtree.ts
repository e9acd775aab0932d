import { hashChildren, emptyRoot } from './tree.ts'
import type { Hash } from './tree.ts'

/** Leaves `start` (inclusive) to `end` (exclusive). */
export interface LeafRange {
  readonly start: number
  readonly end: number
}

/** A node over `2^level` leaves from leaf `index * 2^level` on: it never changes once all its leaves exist. */
export interface NodePosition {
  readonly level: number
  readonly index: number
}

/**
 * The fewest unchanging nodes that cover a range, left to right. There are at most two per level, which is why every
 * root and proof costs O(log n) stored hashes.
 */
export function nodesOver({ start, end }: LeafRange): NodePosition[] {
  const nodes: NodePosition[] = []
  let at = start
  while (at < end) {
    let level = 0
    let width = 1
    while (at % (width * 2) === 0 && at + width * 2 <= end) {
      width *= 2
      level += 1
    }
    nodes.push({ level, index: at / width })
    at += width
  }
  return nodes
}

/** The Merkle tree hash over a range of `validSubtree` shape, given the hashes of its `nodesOver`. */
export function foldNodes(hashes: readonly Hash[]): Hash {
  const last = hashes.at(-1)
  if (last === undefined) return emptyRoot()
  return hashes.slice(0, -1).reduceRight((right, left) => hashChildren(left, right), last)
}

/**
 * Whether a range is a subtree that a tree of any sufficient size contains: its start is a multiple of its size
 * rounded up to a power of two (draft-ietf-plants-merkle-tree-certs, "Definition of a Subtree").
 */
export function validSubtree({ start, end }: LeafRange): boolean {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || start > end) return false
  let width = 1
  while (width < end - start) width *= 2
  return start % width === 0
}
