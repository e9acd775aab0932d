import { createHash } from 'node:crypto'

/** Chance that can be repeated: the same name draws the same numbers, in every version of Node and of every library. */
export interface Random {
  /** 0 ≤ n < `limit`. */
  below(limit: number): number
  /** Both ends included. */
  between(least: number, most: number): number
  pick<T>(list: readonly T[]): T
  shuffle<T>(list: readonly T[]): T[]
}

export function randomCalled(name: string): Random {
  const next = mulberry32(createHash('sha256').update(name).digest().readUInt32LE(0))
  const below = (limit: number): number => Math.floor((next() / 2 ** 32) * limit)
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    pick(list) {
      const found = list[below(list.length)]
      if (found === undefined) throw new RangeError('Unexpected empty list, expected something to pick from')
      return found
    },
    shuffle(list) {
      const drawn = list.map((item) => ({ item, rank: next() }))
      return drawn.sort((a, b) => a.rank - b.rank).map(({ item }) => item)
    },
  }
}

/** mulberry32 (Tommy Ettinger, public domain): whole numbers of 32 bits, the same for the same seed everywhere. */
export function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}
