/** Functions and operators of PromQL, as Prometheus 2.42 computes them. */
type Values = readonly (readonly [at: number, value: number])[]

/**
 * What a counter grew by within `seconds` up to `at` (promql/functions.go, `extrapolatedRate`): resets are added up, and
 * the slope is drawn out to the window's ends, as far as samples usually lie apart and never below zero.
 */
export function increase(values: Values, at: number, seconds: number): number | undefined {
  const [first, last] = [values[0], values.at(-1)]
  if (first === undefined || last === undefined || values.length < 2) return undefined
  let grown = last[1] - first[1]
  for (const [index, [, value]] of values.entries()) {
    const before = values[index - 1]?.[1] ?? value
    if (value < before) grown += before
  }
  const sampled = last[0] - first[0]
  const apart = sampled / (values.length - 1)
  let toStart = first[0] - (at - seconds)
  let toEnd = at - last[0]
  if (grown > 0 && first[1] >= 0) toStart = Math.min(toStart, sampled * (first[1] / grown))
  const limit = apart * 1.1
  if (toStart >= limit) toStart = Math.min(toStart, apart / 2)
  if (toEnd >= limit) toEnd = apart / 2
  return (grown * (sampled + toStart + toEnd)) / sampled
}

/** Least squares, `ahead` seconds from `at`. */
export function predictLinear(values: Values, at: number, ahead: number): number | undefined {
  if (values.length < 2) return undefined
  const count = values.length
  const xs = values.map(([time]) => time - at)
  const ys = values.map(([, value]) => value)
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
  const [meanX, meanY] = [sum(xs) / count, sum(ys) / count]
  const slope =
    sum(xs.map((x, index) => (x - meanX) * ((ys[index] ?? 0) - meanY))) / sum(xs.map((x) => (x - meanX) ** 2))
  return meanY - slope * meanX + slope * ahead
}

/** Of cumulative buckets by upper bound, linear within one (promql/quantile.go, `bucketQuantile`). */
export function histogramQuantile(
  quantile: number,
  buckets: readonly (readonly [le: number, count: number])[],
): number {
  const sorted = buckets.toSorted(([one], [other]) => one - other)
  const total = sorted.at(-1)?.[1] ?? 0
  if (sorted.at(-1)?.[0] !== Infinity || sorted.length < 2 || total === 0) return Number.NaN
  const rank = quantile * total
  const index = sorted.findIndex(([, count]) => count >= rank)
  const [upper, count] = sorted[index] ?? [Infinity, total]
  const [lower, below] = index === 0 ? [0, 0] : (sorted[index - 1] ?? [0, 0])
  if (upper === Infinity) return lower
  return lower + (upper - lower) * ((rank - below) / (count - below))
}

export const AGGREGATIONS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((total, one) => total + one, 0),
  count: (values) => values.length,
  avg: (values) => values.reduce((total, one) => total + one, 0) / values.length,
  // NaN gives way to any number.
  max: (values) => values.reduce((most, one) => (one > most || Number.isNaN(most) ? one : most)),
  min: (values) => values.reduce((least, one) => (one < least || Number.isNaN(least) ? one : least)),
}

export const COMPARISONS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
}

export const ARITHMETIC: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
}

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 }

/** Seconds of `5m` or `1h30m`. */
export function secondsOf(duration: string): number {
  if (!/^(\d+(ms|[smhdw]))+$/.test(duration)) throw new TypeError(`Unexpected duration ${duration}`)
  return [...duration.matchAll(/(\d+)(ms|[smhdw])/g)].reduce(
    (total, [, count, unit = '']) => total + Number(count) * (UNITS[unit] ?? Number.NaN),
    0,
  )
}
