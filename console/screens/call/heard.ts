/** What a callee said, as the caller types it. Nothing is interpreted: what could be read in two ways is asked again. */

/** `214000` or `214000.00`; spaces that only group are left out. Null for anything else, such as `214,000`. */
export function readHeardAmount(typed: string): string | null {
  const amount = typed.replaceAll(/[\s\u00a0\u202f]/g, '')
  return /^\d{1,18}(?:\.\d{1,4})?$/.test(amount) ? amount : null
}

/** Four letters or digits; null for anything else. */
export function readHeardEnding(typed: string): string | null {
  const ending = typed.replaceAll(/[\s-]/g, '').toUpperCase()
  return /^[0-9A-Z]{4}$/.test(ending) ? ending : null
}
