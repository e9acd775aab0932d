/** How values are written, by locale. Pure, so that tests can look at every digit. */

/** Digits as they came: a decimal string is never a float here, so no cent is lost and none is made up. */
export function formatAmount(locale: string, amount: string): string {
  if (!isDecimal(amount)) return amount
  const decimals = amount.split('.')[1]?.length ?? 0
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
  return format.format(amount)
}

function isDecimal(text: string): text is `${number}` {
  return /^-?\d+(?:\.\d+)?$/.test(text)
}

/** `FR7630006000011` → `FR76 3000 6000 011`: what people compare aloud. */
export function groupsOfFour(account: string): string {
  return account
    .replaceAll(/\s/g, '')
    .replaceAll(/(.{4})(?=.)/gu, '$1 ')
    .trim()
}

export function formatDateTime(locale: string, instant: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant))
}

/** A day without a time has no zone that could move it: `2026-12-01` is the first everywhere. */
export function formatDay(locale: string, day: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
}

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** `in 3 hr`, `2 days ago`; a minute is the least. */
export function formatRelative(locale: string, instant: string, now: number): string {
  const distance = Date.parse(instant) - now
  const [unit, length] = STEPS.find(([, step]) => Math.abs(distance) >= step) ?? STEPS[2]
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  return format.format(Math.trunc(distance / length), unit)
}
