/** What somebody tells of a contact, as the case keeps it. What is empty is left out. */
export interface Told {
  readonly wanted: string
  /** A number or address they gave: written down, never used. */
  readonly given: string
  readonly orderId: string | null
}

/** Lines of `Name: what was said`; line breaks within an answer stay, indented, so that none passes for another. */
export function composeNote({ wanted, given, orderId }: Told): string {
  const lines = [
    ['Payment', orderId ?? ''],
    ['They gave (do not use)', given],
    ['They wanted', wanted],
  ] as const
  return lines
    .filter(([, said]) => said.trim() !== '')
    .map(([name, said]) => `${name}: ${said.trim().replaceAll(/\r?\n/g, '\n  ')}`)
    .join('\n')
}
