/** Why somebody denies, as they choose it. */
export const DENIALS = ['unexpected', 'account', 'amount', 'fraud', 'pressed', 'other'] as const
export type Denial = (typeof DENIALS)[number]

/**
 * What the service takes for a denial made under threat: it holds and alerts besides (`DURESS` in
 * src/domain/statement.ts, which a test holds this to). It has to be this word alone.
 */
export const PRIVATE_REASON = 'duress'

/** The reason as it is signed, null while there is none. `label` is the choice in the words it was read in. */
export function denialReason(choice: Denial | null, label: string, own: string): string | null {
  const words = own.trim()
  switch (choice) {
    case null:
      return null
    case 'pressed':
      return PRIVATE_REASON
    case 'other':
      return words === '' ? null : words
    case 'unexpected':
    case 'account':
    case 'amount':
    case 'fraud':
      return words === '' ? label : `${label} ${words}`
  }
}
