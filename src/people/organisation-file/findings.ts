import { decimalsOf } from '../../domain/currency.ts'
import { CountersignError, type FieldError } from '../../domain/errors.ts'

/** Collects mistakes instead of stopping at the first: whoever writes the file wants to see them all. */
export interface Findings {
  readonly errors: FieldError[]
  add(path: string, code: string, detail: string): void
  /** Runs what may refuse; null when it did. */
  attempt<T>(work: () => T): T | null
}

export function collectFindings(): Findings {
  const errors: FieldError[] = []
  return {
    errors,
    add: (path, code, detail) => void errors.push({ path, code, detail }),
    attempt(work) {
      try {
        return work()
      } catch (error) {
        if (!(error instanceof CountersignError)) throw error
        errors.push(...error.errors)
        return null
      }
    },
  }
}

export function requireCurrency(currency: string, path: string, findings: Findings): void {
  if (decimalsOf(currency) !== undefined) return
  findings.add(path, 'CURRENCY_UNKNOWN', 'Use an ISO 4217 currency code in capitals, such as EUR.')
}

export function requireKnown(
  id: string,
  known: readonly { id: string }[],
  path: string,
  code: string,
  findings: Findings,
): void {
  if (known.some((one) => one.id === id)) return
  findings.add(
    path,
    code,
    `"${id}" is not defined in this file; known are ${known.map((one) => one.id).join(', ') || 'none'}.`,
  )
}

export function requireUnique(values: readonly string[], pathOf: (index: number) => string, findings: Findings): void {
  values.forEach((value, index) => {
    const first = values.indexOf(value)
    if (first !== index) findings.add(pathOf(index), 'DUPLICATE', `"${value}" is there already, at ${pathOf(first)}.`)
  })
}

export function isTimeZone(timeZone: string): boolean {
  try {
    const { timeZone: known } = new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions()
    // Offsets such as +01:00 are known too, but have no summer time.
    return /^[A-Za-z]/.test(known)
  } catch {
    return false
  }
}
