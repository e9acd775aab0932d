import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'

/** A Merkle tree hash: 32 bytes of SHA-256. */
export type Hash = Uint8Array

export const HASH_BYTES = 32

// RFC 6962 §2.1: different prefixes for leaves and nodes, so that no node can be passed off as an entry.
const LEAF_PREFIX = Uint8Array.of(0x00)
const NODE_PREFIX = Uint8Array.of(0x01)

export function hashLeaf(entry: Uint8Array): Hash {
  return sha256(concatBytes(LEAF_PREFIX, entry))
}

export function hashChildren(left: Hash, right: Hash): Hash {
  return sha256(concatBytes(NODE_PREFIX, left, right))
}

/** The root of a tree without leaves. */
export function emptyRoot(): Hash {
  return sha256(new Uint8Array())
}

/** The RFC 6962 root over leaf hashes that are all at hand, such as the items of a payment batch. */
export function rootOf(leafHashes: readonly Hash[]): Hash {
  const [first] = leafHashes
  if (first === undefined) return emptyRoot()
  if (leafHashes.length === 1) return first
  const split = largestPowerOfTwoBelow(leafHashes.length)
  return hashChildren(rootOf(leafHashes.slice(0, split)), rootOf(leafHashes.slice(split)))
}

/** The `k` of RFC 6962 §2.1: the left subtree of `size` leaves (at least 2) has this many. */
export function largestPowerOfTwoBelow(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}

export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, position) => byte === b[position])
}
