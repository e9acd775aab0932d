import * as fc from 'fast-check'
import { inclusionRanges, verifyInclusion } from './inclusion-proof.ts'
import { hashLeaf, rootOf } from './tree.ts'
import type { Hash } from './tree.ts'

const leaves = fc
  .array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 40 })
  .map((all) => all.map(hashLeaf))

const proven = leaves.chain((hashes) =>
  fc.nat(hashes.length - 1).map((leafIndex) => {
    const path = inclusionRanges(leafIndex, hashes.length).map(({ start, end }) => rootOf(hashes.slice(start, end)))
    const leafHash = hashes[leafIndex] ?? new Uint8Array()
    return { proof: { leafIndex, size: hashes.length, leafHash, path }, root: rootOf(hashes) }
  }),
)

describe('an inclusion proof', () => {
  it('verifies for every leaf of every tree', () => {
    fc.assert(fc.property(proven, ({ proof, root }) => verifyInclusion(proof, root)))
  })

  it('fails when any single bit of leaf, path or root is flipped', () => {
    fc.assert(
      fc.property(proven, fc.nat(), fc.nat(255), ({ proof, root }, target, bit) => {
        const hashes = [root, proof.leafHash, ...proof.path]
        const chosen = target % hashes.length
        const [badRoot = root, leafHash = root, ...path] = hashes.map((hash, at) =>
          at === chosen ? flip(hash, bit) : hash,
        )
        return !verifyInclusion({ ...proof, leafHash, path }, badRoot)
      }),
    )
  })

  it('fails at another index, and with a hash more or less', () => {
    fc.assert(
      fc.property(proven, fc.nat(39), ({ proof, root }, other) => {
        const elsewhere = { ...proof, leafIndex: other }
        // Equal leaves make equal subtrees: only then another index may prove the same.
        const sameTree = other === proof.leafIndex || new Set(proof.path.map(String)).size < proof.path.length
        const repeated = proof.path.some((hash) => String(hash) === String(proof.leafHash))
        expect(sameTree || repeated || !verifyInclusion(elsewhere, root)).toBe(true)
        expect(verifyInclusion({ ...proof, path: [...proof.path, root] }, root)).toBe(false)
        expect(proof.path.length > 0 && verifyInclusion({ ...proof, path: proof.path.slice(1) }, root)).toBe(false)
      }),
    )
  })

  it('does not cut indexes to 32 bits', () => {
    const leafHash = hashLeaf(Uint8Array.of(1))
    const path = Array.from({ length: 40 }, (_, at) => hashLeaf(Uint8Array.of(2, at)))
    const [size, leafIndex] = [2 ** 40, 2 ** 33 + 5]
    expect(inclusionRanges(leafIndex, size)).toHaveLength(40)
    expect(inclusionRanges(leafIndex, size)[33]).toEqual({ start: 0, end: 2 ** 33 })
    expect(verifyInclusion({ leafIndex, size, leafHash, path }, rootOf([leafHash]))).toBe(false)
  })

  it('is refused for a leaf outside the tree', () => {
    expect(() => inclusionRanges(3, 3)).toThrow(RangeError)
    expect(() => inclusionRanges(-1, 3)).toThrow(RangeError)
  })
})

function flip(hash: Hash, bit: number): Hash {
  const flipped = Uint8Array.from(hash)
  const at = Math.floor(bit / 8)
  flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit % 8))
  return flipped
}
