/** Of an empty list: NaN, which shows. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** Three digits are all that such measurements are good for. */
export const rounded = (value: number): number => Number(value.toPrecision(3))
