import type { NodePosition } from './subtree.ts'
import { nodesOver } from './subtree.ts'
import { hashChildren } from './tree.ts'
import type { Hash } from './tree.ts'

export interface TreeNode extends NodePosition {
  readonly hash: Hash
}

/**
 * The nodes that become complete when leaves are appended to a tree of `size`: each new leaf and every parent it
 * finishes. `edge` holds the hashes of `nodesOver({start: 0, end: size})`, all that is needed of the old tree.
 */
export function growTree(size: number, edge: readonly Hash[], leafHashes: readonly Hash[]): TreeNode[] {
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
  return grown
}

function positionAt(positions: readonly NodePosition[], at: number): NodePosition {
  const position = positions[at]
  if (position === undefined) throw new RangeError(`Missing edge position ${at}`)
  return position
}
