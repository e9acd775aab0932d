/** The members of a flat JSON object that are text, read from bytes; everything else in it is left out. */
export function readTextFields(bytes: Uint8Array): Readonly<Record<string, string>> {
  const value = parse(bytes)
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return null
  }
}
