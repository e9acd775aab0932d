import type { z } from 'zod'
import { CountersignError, type FieldError } from '../../domain/errors.ts'

/** 422 with each field that does not fit its schema, its path and its code. */
export function fieldErrors(error: z.ZodError): CountersignError {
  const errors = error.issues.flatMap((issue) => errorsOf(issue, []))
  const [first] = errors
  const detail = `Correct ${first?.path === '' ? 'the body' : (first?.path ?? 'the request')}: ${first?.detail ?? ''}`
  return new CountersignError({ code: first?.code ?? 'FIELD_INVALID', status: 422, detail, errors })
}

function errorsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): FieldError[] {
  const keys = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: fieldPath([...keys, key]),
      code: 'FIELD_UNKNOWN',
      detail: 'This field is not known here. Leave it out.',
    }))
  }
  const meant = issue.code === 'invalid_union' ? nearestForm(issue.errors) : []
  if (meant.length > 0) return meant.flatMap((one) => errorsOf(one, keys))
  const path = fieldPath(keys)
  return [{ path, code: codeOf(issue, path), detail: issue.message }]
}

/** Of the forms that a value may have, what is wrong with it as the one that its author most likely meant. */
function nearestForm(forms: readonly z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] {
  const wrong = (issues: readonly z.core.$ZodIssue[]): number =>
    issues.reduce((count, issue) => count + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0)
  return forms.toSorted((one, other) => wrong(one) - wrong(other))[0] ?? []
}

/** A check that has a code of its own says `params: {code}`. */
function codeOf(issue: z.core.$ZodIssue, path: string): string {
  const own: unknown = issue.code === 'custom' ? issue.params?.['code'] : undefined
  if (typeof own === 'string') return own
  return fieldCode(path)
}

/**
 * The code of a field that its schema does not take. An amount that is no string is one written wrongly, and of what a
 * security key answered any part may be.
 */
export function fieldCode(path: string): string {
  if (path === 'amount' || path.endsWith('.amount')) return 'AMOUNT_FORMAT'
  return CREDENTIAL.test(path) ? 'CREDENTIAL_MALFORMED' : 'FIELD_INVALID'
}

const CREDENTIAL = /^(?:credential|confirmation)(?:\.|$)/

/** `orders[3].amount`, as the rules name their fields too. */
function fieldPath(keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`
    return path === '' ? String(key) : `${path}.${String(key)}`
  }, '')
}
