import type { SyntaxNode } from '@lezer/common'
import { childrenOf, rootOf } from './evaluate.ts'
import { COMPARISONS, secondsOf } from './functions.ts'

export interface Rule {
  readonly alert: string
  readonly expr: string
  readonly for?: string | undefined
}

/** What grows with time, second by second: a threshold of it is a wait like any other. */
const GROWS = /_(age|lag|wait)_seconds$/

interface Wait {
  readonly from: number
  readonly to: number
  readonly seconds: number
  readonly isThreshold: boolean
}

/**
 * The same rule in less time: its waits (`for`, ranges, thresholds of ages) all divided by one number, so that the
 * longest takes `longest` seconds. Nothing else of it is touched.
 */
export function quicken<R extends Rule>(rule: R, longest: number): R {
  const waits = waitsOf(rule.expr)
  const hold = rule.for === undefined ? 0 : secondsOf(rule.for)
  const factor = Math.min(1, longest / Math.max(hold, ...waits.map(({ seconds }) => seconds), 1))
  const shorter = (seconds: number): number => Math.max(0.001, Math.round(seconds * factor * 1_000) / 1_000)
  const expr = waits
    .toSorted((one, other) => other.from - one.from)
    .reduce((text, { from, to, seconds, isThreshold }) => {
      const written = isThreshold ? String(shorter(seconds)) : `${Math.round(shorter(seconds) * 1_000)}ms`
      return text.slice(0, from) + written + text.slice(to)
    }, rule.expr)
  return { ...rule, expr, ...(hold === 0 ? {} : { for: `${Math.round(shorter(hold) * 1_000)}ms` }) }
}

function waitsOf(expr: string): Wait[] {
  const waits: Wait[] = []
  rootOf(expr)
    .cursor()
    .iterate(({ node }) => {
      const text = expr.slice(node.from, node.to)
      if (node.name === 'NumberDurationLiteralInDurationContext') {
        waits.push({ from: node.from, to: node.to, seconds: secondsOf(text), isThreshold: false })
      }
      if (node.name === 'BinaryExpr') waits.push(...thresholdOf(node, expr))
    })
  return waits
}

function thresholdOf(comparison: SyntaxNode, expr: string): Wait[] {
  const [left, operator, right] = childrenOf(comparison)
  if (left === undefined || operator === undefined || right?.name !== 'NumberDurationLiteral') return []
  if (!Object.hasOwn(COMPARISONS, expr.slice(operator.from, operator.to))) return []
  const seconds = Number(expr.slice(right.from, right.to))
  return namesIn(left, expr).some((name) => GROWS.test(name))
    ? [{ from: right.from, to: right.to, seconds, isThreshold: true }]
    : []
}

function namesIn(node: SyntaxNode, expr: string): string[] {
  if (node.name === 'Identifier') return [expr.slice(node.from, node.to)]
  return childrenOf(node).flatMap((child) => namesIn(child, expr))
}
