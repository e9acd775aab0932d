import { refuseField } from './errors.ts'

/**
 * What a signer could be deceived with: controls, bidirectional overrides, zero-width and other invisible format
 * characters (general categories Cc, Cf, Co, Cn), line and paragraph separators, lone surrogates (Cs).
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]|[\u115F\u1160\u17B4\u17B5\u3164\uFFA0]|[\uFE00-\uFE0F]|[\u{E0100}-\u{E01EF}]/u

/** Names and references: refused when they hold anything a person would not see, or are empty or too long. */
export function plainText(value: string, path: string, maxLength: number): string {
  if (value.trim() === '') throw refuseField(path, 'TEXT_EMPTY', 'Fill this in.')
  if ([...value].length > maxLength) throw refuseField(path, 'TEXT_TOO_LONG', `Use at most ${maxLength} characters.`)
  if (UNSEEN.test(value)) {
    throw refuseField(path, 'TEXT_UNSEEN_CHARACTERS', 'Remove control, bidirectional and zero-width characters: a signer must see every character.')
  }
  if (value !== value.trim()) throw refuseField(path, 'TEXT_SURROUNDING_SPACE', 'Remove the spaces at the beginning and end.')
  return value
}

/** Free notes keep line breaks, nothing else that is unseen. */
export function noteText(value: string, path: string, maxLength: number): string {
  if ([...value].length > maxLength) throw refuseField(path, 'TEXT_TOO_LONG', `Use at most ${maxLength} characters.`)
  if (UNSEEN.test(value.replaceAll(/[\r\n\t]/g, ' '))) {
    throw refuseField(path, 'TEXT_UNSEEN_CHARACTERS', 'Remove control, bidirectional and zero-width characters.')
  }
  return value
}

/** The form in which names and references are matched, never shown: NFKC, case-folded, single spaces. */
export function matchKey(value: string): string {
  return value.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim()
}
