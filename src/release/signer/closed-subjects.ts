import { createHmac, randomBytes } from 'node:crypto'

const FIRST_SLOTS = 1 << 12
const EMPTY = 0n

export interface ClosedSubjects {
  readonly size: number
  add(subjectId: string): void
  has(subjectId: string): boolean
  clear(): void
}

/**
 * Which subjects are over, of which there are more every day and of which nothing else has to be known: 16 to 32 bytes
 * each. Kept are eight bytes of a digest under a secret of this process, so that nobody finds an id that is taken for
 * another one's; by chance it happens once in 2^64, and then a payment is refused.
 */
export function createClosedSubjects(): ClosedSubjects {
  const secret = randomBytes(32)
  let slots = new BigUint64Array(FIRST_SLOTS)
  let size = 0

  function digestOf(subjectId: string): bigint {
    const digest = createHmac('sha256', secret).update(subjectId).digest().readBigUInt64LE()
    return digest === EMPTY ? 1n : digest
  }

  /** The slot that holds it, or the one that it belongs into. */
  function slotOf(digest: bigint): number {
    let slot = Number(digest & BigInt(slots.length - 1))
    while (slots[slot] !== EMPTY && slots[slot] !== digest) slot = (slot + 1) % slots.length
    return slot
  }

  function grow(): void {
    const before = slots
    slots = new BigUint64Array(before.length * 2)
    for (const digest of before) if (digest !== EMPTY) slots[slotOf(digest)] = digest
  }

  return {
    get size() {
      return size
    },
    add(subjectId) {
      const digest = digestOf(subjectId)
      if (slots[slotOf(digest)] === digest) return
      // At most half full, so that what is looked for is found, or not, within a few steps.
      if ((size + 1) * 2 > slots.length) grow()
      slots[slotOf(digest)] = digest
      size += 1
    },
    has: (subjectId) => slots[slotOf(digestOf(subjectId))] !== EMPTY,
    clear() {
      slots = new BigUint64Array(FIRST_SLOTS)
      size = 0
    },
  }
}
