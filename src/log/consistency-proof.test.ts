import { consistencyRanges, verifyConsistency, verifySubtreeConsistency } from './consistency-proof.ts'
import { hashLeaf, rootOf } from './tree.ts'

const leaves = Array.from({ length: 64 }, (_, at) => hashLeaf(Uint8Array.of(at)))

describe('a consistency proof', () => {
  it('verifies for all sizes up to 64, and for no other root', () => {
    for (let size2 = 1; size2 <= 64; size2 += 1) {
      for (let size1 = 1; size1 <= size2; size1 += 1) {
        const claim = claimOf(size1, size2)
        expect([size1, size2, verifyConsistency(claim)]).toEqual([size1, size2, true])
        const rewritten = [...leaves]
        rewritten[size1 - 1] = hashLeaf(Uint8Array.of(255))
        const fork = { ...claim, root1: rootOf(rewritten.slice(0, size1)) }
        expect([size1, size2, verifyConsistency(fork)]).toEqual([size1, size2, false])
      }
    }
  })

  it('fails without its first or with one more hash', () => {
    const claim = claimOf(21, 50)
    expect(verifyConsistency({ ...claim, proof: claim.proof.slice(1) })).toBe(false)
    expect(verifyConsistency({ ...claim, proof: [...claim.proof, claim.root1] })).toBe(false)
  })

  it('does not exist from the empty tree, nor backwards', () => {
    expect(verifyConsistency({ ...claimOf(1, 2), size1: 0, proof: [] })).toBe(false)
    expect(() => consistencyRanges(0, 2)).toThrow(RangeError)
    expect(() => consistencyRanges(3, 2)).toThrow(RangeError)
  })

  it('is refused for a range that is no subtree', () => {
    const [subtreeHash, root] = [rootOf(leaves.slice(1, 3)), rootOf(leaves.slice(0, 8))]
    expect(verifySubtreeConsistency({ range: { start: 1, end: 3 }, subtreeHash, size: 8, root, proof: [] })).toBe(false)
  })
})

function claimOf(size1: number, size2: number) {
  const proof = consistencyRanges(size1, size2).map(({ start, end }) => rootOf(leaves.slice(start, end)))
  return { size1, root1: rootOf(leaves.slice(0, size1)), size2, root2: rootOf(leaves.slice(0, size2)), proof }
}
