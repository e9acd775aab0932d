/** A stretch of text that both have, or that only this one has. */
export interface Stretch {
  readonly text: string
  readonly differs: boolean
}

/**
 * Where two account numbers differ, character by character, for each of them. Of the same length they are compared
 * place by place, as people do; otherwise by their longest common run of characters.
 */
export function characterDifference(one: string, other: string): readonly [Stretch[], Stretch[]] {
  const [a, b] = [[...one], [...other]]
  if (a.length === b.length) {
    const differs = (index: number): boolean => a[index] !== b[index]
    return [stretches(a, differs), stretches(b, differs)]
  }
  const [inA, inB] = common(a, b)
  return [stretches(a, (index) => !inA.has(index)), stretches(b, (index) => !inB.has(index))]
}

/** The longest common subsequence, as places in each. Account numbers are short, so the table is small. */
function common(a: readonly string[], b: readonly string[]): readonly [Set<number>, Set<number>] {
  const lengths = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0))
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = lengths[i]
      if (row !== undefined) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const [inA, inB] = [new Set<number>(), new Set<number>()]
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      inA.add(i++)
      inB.add(j++)
    } else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return [inA, inB]
}

function stretches(characters: readonly string[], differs: (index: number) => boolean): Stretch[] {
  const found: { text: string; differs: boolean }[] = []
  for (const [index, character] of characters.entries()) {
    const last = found.at(-1)
    if (last !== undefined && last.differs === differs(index)) last.text += character
    else found.push({ text: character, differs: differs(index) })
  }
  return found
}
