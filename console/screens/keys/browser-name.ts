/** Names that others claim as well, so the order matters. */
const BROWSERS = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const

const SYSTEMS = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'Mac'],
  ['Linux', 'Linux'],
] as const

/** `Firefox, Windows`, for its owner to recognise; as it was said where neither is known. Nothing rests on it. */
export function browserName(userAgent: string | null): string | null {
  if (userAgent === null) return null
  const browser = BROWSERS.find(([sign]) => userAgent.includes(sign))?.[1]
  const system = SYSTEMS.find(([sign]) => userAgent.includes(sign))?.[1]
  const named = [browser, system].filter((part) => part !== undefined)
  return named.length === 0 ? userAgent : named.join(', ')
}
