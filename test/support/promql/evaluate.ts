/**
 * Evaluates the PromQL that our alerts are written in, so that a test run needs no Prometheus. Parsed by Prometheus's own
 * grammar; what is not understood here throws, so no rule goes untested for being too clever.
 */
import { parser } from '@prometheus-io/lezer-promql'
import type { SyntaxNode } from '@lezer/common'
import {
  AGGREGATIONS,
  ARITHMETIC,
  COMPARISONS,
  histogramQuantile,
  increase,
  predictLinear,
  secondsOf,
} from './functions.ts'
import { valueAt, valuesWithin, type Labels, type SeriesStore } from './series.ts'

export interface Sample {
  readonly labels: Labels
  readonly value: number
}

type Result = number | readonly Sample[]

/** The samples of an expression at a time (seconds); an alert fires for each. */
export function evaluate(expression: string, store: SeriesStore, at: number): readonly Sample[] {
  const result = valueOf(rootOf(expression), { text: expression, store, at })
  if (typeof result === 'number') throw new TypeError(`${expression} is a number; an alert needs a vector`)
  return result
}

/** The one expression in it. */
export function rootOf(expression: string): SyntaxNode {
  const tree = parser.parse(expression)
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) throw new TypeError(`Not PromQL at ${from}: ${expression}`)
    },
  })
  return only(tree.topNode, expression)
}

interface Question {
  readonly text: string
  readonly store: SeriesStore
  readonly at: number
}

function valueOf(node: SyntaxNode, question: Question): Result {
  switch (node.name) {
    case 'ParenExpr':
      return valueOf(only(node, question.text), question)
    case 'NumberDurationLiteral':
      return numberOf(textOf(node, question))
    case 'VectorSelector':
      return selectedSeries(node, question).flatMap((series) => {
        const value = valueAt(series, question.at)
        return value === undefined ? [] : [{ labels: series.labels, value }]
      })
    case 'AggregateExpr':
      return aggregate(node, question)
    case 'FunctionCall':
      return call(node, question)
    case 'BinaryExpr':
      return combine(node, question)
    default:
      throw notUnderstood(node, question)
  }
}

function selectedSeries(selector: SyntaxNode, question: Question) {
  const [identifier, matchers, ...more] = childrenOf(selector)
  if (identifier?.name !== 'Identifier' || more.length > 0) throw notUnderstood(selector, question)
  const tests = matchers === undefined ? [] : childrenOf(matchers).map((matcher) => labelTest(matcher, question))
  const name = textOf(identifier, question)
  return question.store.select((labels) => labels['__name__'] === name && tests.every((test) => test(labels)))
}

function labelTest(matcher: SyntaxNode, question: Question): (labels: Labels) => boolean {
  const [name, operator, literal, ...more] = childrenOf(matcher).map((node) => textOf(node, question))
  if (name === undefined || literal === undefined || more.length > 0) throw notUnderstood(matcher, question)
  const wanted: unknown = JSON.parse(literal)
  if (typeof wanted !== 'string') throw notUnderstood(matcher, question)
  const pattern = new RegExp(`^(?:${wanted})$`)
  switch (operator ?? '') {
    case '=':
      return (labels) => (labels[name] ?? '') === wanted
    case '!=':
      return (labels) => (labels[name] ?? '') !== wanted
    case '=~':
      return (labels) => pattern.test(labels[name] ?? '')
    case '!~':
      return (labels) => !pattern.test(labels[name] ?? '')
    default:
      throw notUnderstood(matcher, question)
  }
}

function aggregate(node: SyntaxNode, question: Question): Sample[] {
  const [operator, ...rest] = childrenOf(node)
  const body = rest.find(({ name }) => name === 'FunctionCallBody')
  const modifier = rest.find(({ name }) => name === 'AggregateModifier')
  const reduce = operator === undefined ? undefined : AGGREGATIONS[textOf(operator, question)]
  if (reduce === undefined || body === undefined) throw notUnderstood(node, question)
  const by = modifier === undefined ? [] : groupingOf(modifier, question)
  const groups = groupBy(vectorOf(only(body, question.text), question), ({ labels }) =>
    JSON.stringify(by.map((name) => [name, labels[name] ?? ''])),
  )
  return [...groups].map(([key, samples]) => {
    const labels = (JSON.parse(key) as [string, string][]).filter(([, value]) => value !== '')
    return { labels: Object.fromEntries(labels), value: reduce(samples.map(({ value }) => value)) }
  })
}

function groupingOf(modifier: SyntaxNode, question: Question): string[] {
  const [kind, labels] = childrenOf(modifier)
  if (kind?.name !== 'By' || labels === undefined) throw notUnderstood(modifier, question)
  return childrenOf(labels).map((label) => textOf(label, question))
}

function call(node: SyntaxNode, question: Question): Result {
  const [identifier, body] = childrenOf(node)
  if (identifier === undefined || body === undefined) throw notUnderstood(node, question)
  const [first, second, ...more] = childrenOf(body)
  if (first === undefined || more.length > 0) throw notUnderstood(node, question)
  switch (textOf(identifier, question)) {
    case 'vector':
      return [{ labels: {}, value: scalarOf(first, question) }]
    case 'abs':
      return vectorOf(first, question).map((sample) => withoutName({ ...sample, value: Math.abs(sample.value) }))
    case 'increase':
      return overRange(first, question, increase)
    case 'rate':
      return overRange(first, question, (values, at, seconds) => {
        const grown = increase(values, at, seconds)
        return grown === undefined ? undefined : grown / seconds
      })
    case 'predict_linear': {
      if (second === undefined) throw notUnderstood(node, question)
      const ahead = scalarOf(second, question)
      return overRange(first, question, (values, at) => predictLinear(values, at, ahead))
    }
    case 'histogram_quantile':
      if (second === undefined) throw notUnderstood(node, question)
      return quantiles(scalarOf(first, question), vectorOf(second, question))
    default:
      throw notUnderstood(node, question)
  }
}

type OverRange = (values: [number, number][], at: number, seconds: number) => number | undefined

function overRange(range: SyntaxNode, question: Question, compute: OverRange): Sample[] {
  const [selector, duration, ...more] = childrenOf(range)
  if (range.name !== 'MatrixSelector' || selector === undefined || duration === undefined || more.length > 0) {
    throw notUnderstood(range, question)
  }
  const seconds = secondsOf(textOf(duration, question))
  return selectedSeries(selector, question).flatMap((series) => {
    const value = compute(valuesWithin(series, question.at, seconds), question.at, seconds)
    return value === undefined ? [] : [withoutName({ labels: series.labels, value })]
  })
}

function quantiles(quantile: number, samples: readonly Sample[]): Sample[] {
  const groups = groupBy(samples, ({ labels }) => keyOf(labels, ['le', '__name__']))
  return [...groups.values()].flatMap((buckets) => {
    const { le: _, ...labels } = withoutName(buckets[0] ?? { labels: {}, value: 0 }).labels
    const bounds = buckets.map(({ labels: { le = '' }, value }) => {
      return [le === '+Inf' ? Infinity : Number(le), value] as const
    })
    return [{ labels, value: histogramQuantile(quantile, bounds) }]
  })
}

function combine(node: SyntaxNode, question: Question): Result {
  const [left, operator, right, ...more] = childrenOf(node)
  if (left === undefined || operator === undefined || right === undefined || more.length > 0) {
    throw notUnderstood(node, question)
  }
  const sign = textOf(operator, question)
  if (sign === 'and' || sign === 'or' || sign === 'unless') {
    return combineSets(sign, vectorOf(left, question), vectorOf(right, question))
  }
  const [one, other] = [valueOf(left, question), valueOf(right, question)]
  const compare = COMPARISONS[sign]
  const compute = ARITHMETIC[sign]
  if (compare !== undefined && typeof one !== 'number') {
    return one.filter((sample) => {
      const partner = typeof other === 'number' ? other : partnerOf(sample, other)?.value
      return partner !== undefined && compare(sample.value, partner)
    })
  }
  if (compute === undefined) throw notUnderstood(node, question)
  if (typeof one === 'number') {
    if (typeof other === 'number') return compute(one, other)
    return other.map((sample) => withoutName({ ...sample, value: compute(one, sample.value) }))
  }
  return one.flatMap((sample) => {
    const partner = typeof other === 'number' ? other : partnerOf(sample, other)?.value
    return partner === undefined ? [] : [withoutName({ ...sample, value: compute(sample.value, partner) })]
  })
}

function combineSets(sign: 'and' | 'or' | 'unless', left: readonly Sample[], right: readonly Sample[]): Sample[] {
  switch (sign) {
    case 'and':
      return left.filter((sample) => partnerOf(sample, right) !== undefined)
    case 'unless':
      return left.filter((sample) => partnerOf(sample, right) === undefined)
    case 'or':
      return [...left, ...right.filter((sample) => partnerOf(sample, left) === undefined)]
  }
}

/** With the same labels, the name aside. */
function partnerOf(sample: Sample, others: readonly Sample[]): Sample | undefined {
  return others.find(({ labels }) => keyOf(labels, ['__name__']) === keyOf(sample.labels, ['__name__']))
}

function groupBy<T>(items: readonly T[], keyFor: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyFor(item), [...(groups.get(keyFor(item)) ?? []), item])
  return groups
}

function keyOf(labels: Labels, leftOut: readonly string[]): string {
  const kept = Object.entries(labels).filter(([name]) => !leftOut.includes(name))
  return JSON.stringify(kept.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

function withoutName({ labels, value }: Sample): Sample {
  const { __name__: _, ...others } = labels
  return { labels: others, value }
}

function vectorOf(node: SyntaxNode, question: Question): readonly Sample[] {
  const result = valueOf(node, question)
  if (typeof result === 'number') throw notUnderstood(node, question)
  return result
}

function scalarOf(node: SyntaxNode, question: Question): number {
  const result = valueOf(node, question)
  if (typeof result !== 'number') throw notUnderstood(node, question)
  return result
}

function numberOf(text: string): number {
  const number = Number(text)
  return Number.isNaN(number) ? secondsOf(text) : number
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child)
  return children
}

function only(node: SyntaxNode, text: string): SyntaxNode {
  const [child, ...more] = childrenOf(node)
  if (child === undefined || more.length > 0) throw new TypeError(`Not understood here: ${text}`)
  return child
}

function textOf({ from, to }: SyntaxNode, { text }: Question): string {
  return text.slice(from, to)
}

function notUnderstood(node: SyntaxNode, question: Question): TypeError {
  return new TypeError(`Not understood here: ${textOf(node, question)} (${node.name})`)
}
