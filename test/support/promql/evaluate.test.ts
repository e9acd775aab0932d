import { evaluate } from './evaluate.ts'
import { quicken } from './quicken.ts'
import { createSeriesStore } from './series.ts'

const TARGET = { job: 'api', instance: 'a' }

function storeOf(scrapes: Readonly<Record<number, string | null>>) {
  const store = createSeriesStore()
  for (const [at, text] of Object.entries(scrapes)) store.scraped(Number(at), TARGET, text)
  return store
}

const valuesOf = (expression: string, scrapes: Readonly<Record<number, string | null>>, at: number): number[] =>
  evaluate(expression, storeOf(scrapes), at).map(({ value }) => value)

describe('the evaluator of PromQL', () => {
  const two = { 0: 'a{x="1"} 3\na{x="2"} 5\nb Nan\n' }

  it.each<[string, number[]]>([
    ['a', [3, 5]],
    ['a > 3', [5]],
    ['a{x="1"}', [3]],
    ['a{x=~"1|2"}', [3, 5]],
    ['a{x!~"1"}', [5]],
    ['a{y=""} == 3', [3]],
    ['max(a)', [5]],
    ['sum(a) / count(a)', [4]],
    ['min by (x) (a) == 3', [3]],
    ['max(c) > 0', []],
    ['(count(c) or vector(0)) < 1', [0]],
    ['a and a{x="2"}', [5]],
    ['a unless a{x="2"}', [3]],
    ['b != b', [Number.NaN]],
    ['max(b) > 0', []],
    ['up', [1]],
    ['abs(a - 10)', [7, 5]],
  ])('%s', (expression, values) => {
    expect(valuesOf(expression, two, 0)).toEqual(values)
  })

  it('extrapolates an increase to its window, over resets, as Prometheus does', () => {
    const counter = { 0: 'c 0\n', 15: 'c 10\n', 30: 'c 20\n', 45: 'c 5\n', 60: 'c 15\n' }
    // 10 + 10 + 5 + 10 in the 60 s of the samples; the window ends with the last of them.
    expect(valuesOf('increase(c[1m])', counter, 60)).toEqual([expect.closeTo((25 / 45) * 60, 5)])
    expect(valuesOf('rate(c[1m])', counter, 60)).toEqual([expect.closeTo(25 / 45, 5)])
    expect(valuesOf('increase(c[1m])', { 0: 'c 7\n' }, 0)).toEqual([])
  })

  it('takes what is gone for stale at once, and what nobody replaced after five minutes', () => {
    expect(valuesOf('a', { 0: 'a 1\n', 15: 'b 1\n' }, 15)).toEqual([])
    expect(valuesOf('a', { 0: 'a 1\n', 15: null }, 15)).toEqual([])
    expect(valuesOf('up == 0', { 0: 'a 1\n', 15: null }, 15)).toEqual([0])
    expect(valuesOf('a', { 0: 'a 1\n' }, 299)).toEqual([1])
    expect(valuesOf('a', { 0: 'a 1\n' }, 300)).toEqual([])
    const store = storeOf({ 0: 'a 1\n' })
    store.forgotten(15, TARGET)
    expect(evaluate('up', store, 15)).toEqual([])
  })

  it('finds a quantile within a bucket', () => {
    const buckets = 'd_bucket{le="0.1"} 50\nd_bucket{le="1"} 90\nd_bucket{le="+Inf"} 100\n'
    expect(valuesOf('histogram_quantile(0.7, d_bucket)', { 0: buckets }, 0)).toEqual([0.1 + 0.9 * 0.5])
    expect(valuesOf('histogram_quantile(0.99, d_bucket)', { 0: buckets }, 0)).toEqual([1])
  })

  it.each([
    'quantile(0.5, a)',
    'a offset 5m',
    'a + on (x) b',
    'delta(a[5m])',
    'a > bool 1',
    'a{',
    'max without (x) (a)',
  ])('refuses what it does not understand: %s', (expression) => {
    expect(() => valuesOf(expression, two, 0)).toThrow(/Not understood|Not PromQL/)
  })
})

describe('a rule in less time', () => {
  it('has all its waits shorter by the same, and nothing else', () => {
    const rule = {
      alert: 'A',
      expr: 'max(a_wait_seconds) > 300 and sum(increase(b_total{x="5m"}[15m])) > 20',
      for: '30m',
    }
    expect(quicken(rule, 18)).toEqual({
      alert: 'A',
      expr: 'max(a_wait_seconds) > 3 and sum(increase(b_total{x="5m"}[9000ms])) > 20',
      for: '18000ms',
    })
  })

  it('is left as it is where it is quick enough', () => {
    const rule = { alert: 'A', expr: 'max(a) > 300', for: '5s' }
    expect(quicken(rule, 10)).toEqual({ ...rule, for: '5000ms' })
  })
})
