import type { FieldError } from '../../domain/errors.ts'

/**
 * The code of a field that its schema does not take. An amount that is no string is one written wrongly, and of what a
 * security key answered any part may be.
 */
export function fieldCode(path: string): FieldError['code'] {
  if (path === 'amount' || path.endsWith('.amount')) return 'AMOUNT_FORMAT'
  return CREDENTIAL.test(path) ? 'CREDENTIAL_MALFORMED' : 'FIELD_INVALID'
}

const CREDENTIAL = /^(?:credential|confirmation)(?:\.|$)/

/** `orders[3].amount`, as the rules name their fields too. */
export function fieldPath(keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`
    return path === '' ? String(key) : `${path}.${String(key)}`
  }, '')
}
