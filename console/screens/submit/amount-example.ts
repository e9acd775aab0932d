/**
 * How an amount of this currency is written. Intl's decimals differ from ISO 4217 for a dozen currencies: it is an
 * example beside the field, and the service says which are wanted.
 */
export function amountExample(currency: string): string {
  return `12500${'.0000'.slice(0, decimals(currency) === 0 ? 0 : decimals(currency) + 1)}`
}

function decimals(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}
