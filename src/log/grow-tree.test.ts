import * as fc from 'fast-check'
import { growTree } from './grow-tree.ts'
import { foldNodes, nodesOver } from './subtree.ts'
import type { LeafRange } from './subtree.ts'
import { hashLeaf, rootOf } from './tree.ts'
import type { Hash } from './tree.ts'

describe('a tree grown in batches', () => {
  it('has the root of the same leaves hashed at once, at every size, and stores each node once', () => {
    const batches = fc.array(fc.nat(20), { maxLength: 12 })
    fc.assert(
      fc.property(batches, (sizes) => {
        const stored = new Map<string, Hash>()
        const leaves: Hash[] = []
        for (const count of sizes) {
          const added = Array.from({ length: count }, (_, at) => hashLeaf(Uint8Array.of(leaves.length + at, 7)))
          const hashes = hashesOver(stored, { start: 0, end: leaves.length })
          const grown = growTree({ size: leaves.length, hashes }, added)
          for (const node of grown.nodes) {
            expect(stored.has(`${node.level}/${node.index}`)).toBe(false)
            stored.set(`${node.level}/${node.index}`, node.hash)
          }
          leaves.push(...added)
          const edge = hashesOver(stored, { start: 0, end: leaves.length })
          expect(grown.edge).toEqual({ size: leaves.length, hashes: edge })
        }
        for (let size = 0; size <= leaves.length; size += 1) {
          expect(foldNodes(hashesOver(stored, { start: 0, end: size }))).toEqual(rootOf(leaves.slice(0, size)))
        }
      }),
      { numRuns: 30 },
    )
  })

  it('needs the whole right edge of the old tree', () => {
    expect(() => growTree({ size: 3, hashes: [] }, [])).toThrow('expected 2 for 3 leaves')
  })
})

function hashesOver(stored: ReadonlyMap<string, Hash>, range: LeafRange): Hash[] {
  return nodesOver(range).flatMap(({ level, index }) => stored.get(`${level}/${index}`) ?? [])
}
