import { mulberry32 } from '../random.ts'
import type { Choose } from './interleave.ts'

/** Who plays, with how many statements each sends when nobody is in its way. */
export type Lengths = ReadonlyMap<string, number>

/**
 * The order of steps that belongs to a seed. One in three goes through every gap of one call into which the others fall
 * whole, one in three through every order in which each is interrupted once by each other, and one in three is drawn.
 */
export function scheduleOf(seed: number, lengths: Lengths): Choose {
  const index = Math.floor(seed / 3)
  if (seed % 3 === 0) return wholeWithin(index, lengths)
  return seed % 3 === 1 ? interruptedOnce(index, lengths) : drawn(seed, [...lengths.keys()])
}

/** Each to its end, in this order. */
export function oneAfterTheOther(order: readonly string[]): Choose {
  return (ready) => order.find((name) => ready.includes(name)) ?? ready[0] ?? ''
}

/** How many orders `wholeWithin` knows. */
export function countGaps(lengths: Lengths): number {
  return [...lengths.values()].reduce((sum, length) => sum + length, 0)
}

/** After some step of the one, the others go each to its end; then it goes on. */
export function wholeWithin(index: number, lengths: Lengths): Choose {
  let rest = scatter(index, countGaps(lengths))
  const host = [...lengths].find(([, length]) => {
    if (rest < length) return true
    rest -= length
    return false
  })
  const name = host?.[0] ?? ''
  let steps = rest
  return (ready) => {
    const others = ready.filter((one) => one !== name)
    if (ready.includes(name) && (steps > 0 || others.length === 0)) {
      steps -= 1
      return name
    }
    return others[0] ?? name
  }
}

/** How many orders `interruptedOnce` knows. */
export function countInterruptions(lengths: Lengths): number {
  return [...lengths.values()].reduce(
    (product, length) => product * (length + 1),
    permutations([...lengths.keys()]).length,
  )
}

/** In some order each takes some number of its steps; then each goes on to its end, in the same order. */
export function interruptedOnce(index: number, lengths: Lengths): Choose {
  let rest = scatter(index, countInterruptions(lengths))
  const orders = permutations([...lengths.keys()])
  const order = orders[rest % orders.length] ?? []
  rest = Math.floor(rest / orders.length)
  const steps = new Map<string, number>()
  for (const name of order) {
    const length = (lengths.get(name) ?? 0) + 1
    steps.set(name, rest % length)
    rest = Math.floor(rest / length)
  }
  return (ready) => {
    const first = order.find((name) => ready.includes(name) && (steps.get(name) ?? 0) > 0)
    const name = first ?? order.find((one) => ready.includes(one)) ?? ''
    // Another's steps are left for when it can take them: whoever waits for a lock is interrupted by that.
    steps.set(name, (steps.get(name) ?? 0) - 1)
    return name
  }
}

/** At every step the one at it goes on with a probability of the seed's, else any of them. */
function drawn(seed: number, names: readonly string[]): Choose {
  const random = createRandom(seed)
  const patience = [0, 0.5, 0.8, 0.95][Math.floor(random() * 4)] ?? 0
  let current = names[Math.floor(random() * names.length)] ?? ''
  return (ready) => {
    const stays = random() < patience
    const other = ready[Math.floor(random() * ready.length)] ?? ''
    if (!stays || !ready.includes(current)) current = other
    return current
  }
}

/**
 * A number below the total for each index: far apart at first, so that few of them tell of all, and none twice before
 * each has come once.
 */
function scatter(index: number, total: number): number {
  return (index * coprimeNear(Math.round(total * 0.618_033_988), total)) % total
}

function permutations(names: readonly string[]): string[][] {
  if (names.length < 2) return [[...names]]
  return names.flatMap((name) => permutations(names.filter((one) => one !== name)).map((rest) => [name, ...rest]))
}

function coprimeNear(start: number, total: number): number {
  for (let candidate = Math.max(1, start); ; candidate += 1)
    if (greatestCommonDivisor(candidate, total) === 1) return candidate
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

/** 0 ≤ n < 1, the same for the same seed. */
function createRandom(seed: number): () => number {
  const next = mulberry32(Math.imul(seed, 0x9e37_79b9) >>> 0)
  return () => next() / 4_294_967_296
}
