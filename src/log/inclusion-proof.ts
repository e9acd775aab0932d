import { validSubtree } from './subtree.ts'
import type { LeafRange } from './subtree.ts'
import { HASH_BYTES, hashChildren, largestPowerOfTwoBelow, sameHash } from './tree.ts'
import type { Hash } from './tree.ts'

export interface InclusionProof {
  readonly leafIndex: number
  readonly size: number
  readonly leafHash: Hash
  /** Sibling hashes from the leaf upwards. */
  readonly path: readonly Hash[]
}

/** The ranges whose hashes make the inclusion path of a leaf, from the leaf upwards (RFC 6962 §2.1.1). */
export function inclusionRanges(leafIndex: number, size: number): LeafRange[] {
  if (!isIndexIn(leafIndex, size))
    throw new RangeError(`Unexpected leaf index ${leafIndex}, expected one below ${size}`)
  const ranges: LeafRange[] = []
  let start = 0
  let end = size
  while (end - start > 1) {
    const middle = start + largestPowerOfTwoBelow(end - start)
    if (leafIndex < middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  return ranges.reverse()
}

/** The root that a path leads to (RFC 9162 §2.1.3.2), or null when its length does not fit the index and size. */
export function rootFromInclusion({ leafIndex, size, leafHash, path }: InclusionProof): Hash | null {
  if (!isIndexIn(leafIndex, size) || leafHash.length !== HASH_BYTES) return null
  // Plain arithmetic, not bit operators: those would cut indexes to 32 bits.
  let node = leafIndex
  let last = size - 1
  let hash = leafHash
  for (const sibling of path) {
    if (last === 0 || sibling.length !== HASH_BYTES) return null
    if (node % 2 === 1 || node === last) {
      hash = hashChildren(sibling, hash)
      while (node % 2 === 0) {
        node /= 2
        last = Math.floor(last / 2)
      }
    } else {
      hash = hashChildren(hash, sibling)
    }
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 ? hash : null
}

export function verifyInclusion(proof: InclusionProof, root: Hash): boolean {
  const computed = rootFromInclusion(proof)
  return computed !== null && sameHash(computed, root)
}

/** Inclusion in the subtree over `range` alone, whose hash is `root`. */
export function verifySubtreeInclusion(
  proof: Omit<InclusionProof, 'size'> & { readonly range: LeafRange },
  root: Hash,
): boolean {
  const { range, leafIndex } = proof
  if (!validSubtree(range) || !Number.isSafeInteger(leafIndex)) return false
  return verifyInclusion({ ...proof, leafIndex: leafIndex - range.start, size: range.end - range.start }, root)
}

function isIndexIn(leafIndex: number, size: number): boolean {
  return Number.isSafeInteger(leafIndex) && Number.isSafeInteger(size) && leafIndex >= 0 && leafIndex < size
}
