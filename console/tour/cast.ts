/** Who has a part in the tour, of the people in examples/organisation.yaml, in the order in which they are needed. */
export const CAST = ['ben', 'ivy', 'ana', 'cfo', 'dan', 'eve'] as const
export type Name = (typeof CAST)[number]

export function emailOf(name: Name): string {
  return `${name}@example.com`
}

/** First names do in a story. */
export const FIRST_NAMES: Readonly<Record<Name, string>> = {
  ben: 'Ben',
  ivy: 'Ivy',
  ana: 'Ana',
  cfo: 'Cleo',
  dan: 'Dan',
  eve: 'Eve',
}
