import type { NodePosition } from './subtree.ts'
import { nodesOver } from './subtree.ts'
import { hashChildren } from './tree.ts'
import type { Hash } from './tree.ts'

export interface TreeNode extends NodePosition {
  readonly hash: Hash
}

/** All that is needed of a tree to grow it, and to know its root. */
export interface TreeEdge {
  readonly size: number
  /** The hashes of `nodesOver({start: 0, end: size})`. */
  readonly hashes: readonly Hash[]
}

export interface GrownTree {
  /** The nodes that became complete: each new leaf and every parent it finished. */
  readonly nodes: readonly TreeNode[]
  /** Of the tree as it is now. */
  readonly edge: TreeEdge
}

/** A tree with leaves appended. */
export function growTree({ size, hashes: edge }: TreeEdge, leafHashes: readonly Hash[]): GrownTree {
  const positions = nodesOver({ start: 0, end: size })
  if (positions.length !== edge.length) {
    throw new RangeError(`Unexpected ${edge.length} edge hashes, expected ${positions.length} for ${size} leaves`)
  }
  const open: TreeNode[] = edge.map((hash, at) => ({ ...positionAt(positions, at), hash }))
  const grown: TreeNode[] = []
  leafHashes.forEach((leafHash, at) => {
    let node: TreeNode = { level: 0, index: size + at, hash: leafHash }
    grown.push(node)
    while (node.index % 2 === 1) {
      const left = open.pop()
      if (left === undefined) throw new RangeError(`Missing the left sibling of node ${node.level}/${node.index}`)
      node = { level: node.level + 1, index: (node.index - 1) / 2, hash: hashChildren(left.hash, node.hash) }
      grown.push(node)
    }
    open.push(node)
  })
  return { nodes: grown, edge: { size: size + leafHashes.length, hashes: open.map((node) => node.hash) } }
}

function positionAt(positions: readonly NodePosition[], at: number): NodePosition {
  const position = positions[at]
  if (position === undefined) throw new RangeError(`Missing edge position ${at}`)
  return position
}
