/**
 * What somebody types from an invoice or hears on the phone, as the service takes it. Nothing is interpreted: what could
 * be read in two ways is asked again, before it is sent.
 */

/** With the other sign, if any, between groups of three; what follows the last one is too short for such a group. */
const DECIMALS = [
  { form: /^(?:\d{1,18}|\d{1,3}(?:\.\d{3})+),\d{1,2}$/, groups: '.', point: ',' },
  { form: /^(?:\d{1,18}|\d{1,3}(?:,\d{3})+)\.\d{1,2}$/, groups: ',', point: '.' },
]
/** Currencies with more than two; a comma in its place could group. */
const MANY_DECIMALS = /^\d{1,18}\.\d{3,4}$/

/**
 * `214000` or `214000.00`, from `214 000,00` and `214.000,00` and `214,000.00` as well: many keyboards of phones offer
 * a comma alone. Null for anything else, such as `214,000`.
 */
export function readStatedAmount(typed: string): string | null {
  const amount = typed.replaceAll(/[\s\u00a0\u202f'’]/g, '')
  if (/^\d{1,18}$/.test(amount) || MANY_DECIMALS.test(amount)) return amount
  const found = DECIMALS.find(({ form }) => form.test(amount))
  return found === undefined ? null : amount.replaceAll(found.groups, '').replace(found.point, '.')
}

/** Up to four letters or digits, of which the service says when they are too few; null for anything else. */
export function readStatedEnding(typed: string): string | null {
  const ending = typed.replaceAll(/[\s.-]/g, '').toUpperCase()
  return /^[\p{L}\p{N}]{1,4}$/u.test(ending) ? ending : null
}
