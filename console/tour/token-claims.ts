/** What a release token says, in its own order. Shown, not believed: believing it is `verifyRelease`'s work. */
export function tokenClaims(token: string): readonly (readonly [string, string])[] {
  const payload = token.split('.')[1] ?? ''
  const bytes = Uint8Array.from(
    atob(payload.replaceAll('-', '+').replaceAll('_', '/')),
    (one) => one.codePointAt(0) ?? 0,
  )
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>
  return Object.entries(claims).map(([name, value]) => [name, wordOf(value)])
}

function wordOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  return JSON.stringify(value)
}
