import { validSubtree } from './subtree.ts'
import type { LeafRange } from './subtree.ts'
import { emptyRoot, HASH_BYTES, hashChildren, largestPowerOfTwoBelow, sameHash } from './tree.ts'
import type { Hash } from './tree.ts'

/** The ranges whose hashes prove that the tree of `size1` leaves is a prefix of that of `size2` (RFC 6962 §2.1.2). */
export function consistencyRanges(size1: number, size2: number): LeafRange[] {
  if (!Number.isSafeInteger(size1) || !Number.isSafeInteger(size2) || size1 < 1 || size1 > size2) {
    throw new RangeError(`Unexpected sizes ${size1} and ${size2}, expected 1 <= size1 <= size2`)
  }
  const ranges: LeafRange[] = []
  let start = 0
  let end = size2
  while (size1 !== end) {
    const middle = start + largestPowerOfTwoBelow(end - start)
    if (size1 <= middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  // From leaf 0 on this is the whole old tree, whose root the verifier has already.
  if (start > 0) ranges.push({ start, end })
  return ranges.reverse()
}

export interface ConsistencyProof {
  readonly size1: number
  readonly root1: Hash
  readonly size2: number
  readonly root2: Hash
  readonly proof: readonly Hash[]
}

/** Whether the second tree only appends to the first. An empty first tree proves nothing and is refused. */
export function verifyConsistency({ size1, root1, size2, root2, proof }: ConsistencyProof): boolean {
  if (size1 < 1) return false
  return verifySubtreeConsistency({
    range: { start: 0, end: size1 },
    subtreeHash: root1,
    size: size2,
    root: root2,
    proof,
  })
}

export interface SubtreeConsistencyProof {
  readonly range: LeafRange
  readonly subtreeHash: Hash
  readonly size: number
  readonly root: Hash
  readonly proof: readonly Hash[]
}

/**
 * Whether the tree contains the subtree over `range`: draft-ietf-plants-merkle-tree-certs, "Verifying a Subtree
 * Consistency Proof". RFC 9162 §2.1.4.2 is its case for ranges from leaf 0.
 */
export function verifySubtreeConsistency(claim: SubtreeConsistencyProof): boolean {
  const { range, subtreeHash, size, root } = claim
  if (!validSubtree(range) || !Number.isSafeInteger(size) || range.end > size) return false
  if (claim.proof.some((hash) => hash.length !== HASH_BYTES)) return false
  if (range.start === range.end) return claim.proof.length === 0 && sameHash(subtreeHash, emptyRoot())

  let at = { first: range.start, last: range.end - 1, treeLast: size - 1 }
  const reachesTheEdge = at.last === at.treeLast
  while (at.first !== at.last && (reachesTheEdge || at.last % 2 === 1)) at = parents(at)

  // A subtree that is one whole node seeds the computation itself; any other needs its last whole node from the proof.
  const seeded = at.first === at.last
  const seed = seeded ? subtreeHash : claim.proof[0]
  if (seed === undefined) return false
  let subtree = seed
  let tree = seed
  for (const hash of seeded ? claim.proof : claim.proof.slice(1)) {
    if (at.treeLast === 0) return false
    if (at.last % 2 === 1 || at.last === at.treeLast) {
      if (at.first < at.last) subtree = hashChildren(hash, subtree)
      tree = hashChildren(hash, tree)
      while (at.last % 2 === 0) at = parents(at)
    } else {
      tree = hashChildren(tree, hash)
    }
    at = parents(at)
  }
  return at.treeLast === 0 && sameHash(subtree, subtreeHash) && sameHash(tree, root)
}

interface Climb {
  readonly first: number
  readonly last: number
  readonly treeLast: number
}

function parents({ first, last, treeLast }: Climb): Climb {
  return { first: Math.floor(first / 2), last: Math.floor(last / 2), treeLast: Math.floor(treeLast / 2) }
}
