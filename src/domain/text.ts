import { refuseField } from './errors.ts'

/**
 * What a signer could be deceived with: controls, bidirectional overrides, format, private and unassigned characters
 * (general categories Cc, Cf, Co, Cn), lone surrogates (Cs), line and paragraph separators, and what Unicode itself
 * says to render as nothing (Default_Ignorable_Code_Point: zero-width characters, tags, variation selectors, Hangul
 * fillers, the grapheme joiner). The blank Braille pattern is the one visible character that is not.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u

/** Names and references: refused when they hold anything a person would not see, or are empty or too long. */
export function plainText(value: string, path: string, maxLength: number): string {
  if (value.trim() === '') throw refuseField(path, 'TEXT_EMPTY', 'Fill this in.')
  if ([...value].length > maxLength) throw refuseField(path, 'TEXT_TOO_LONG', `Use at most ${maxLength} characters.`)
  if (UNSEEN.test(value)) {
    throw refuseField(
      path,
      'TEXT_UNSEEN_CHARACTERS',
      'Remove control, bidirectional and zero-width characters: a signer must see every character.',
    )
  }
  if (value !== value.trim())
    throw refuseField(path, 'TEXT_SURROUNDING_SPACE', 'Remove the spaces at the beginning and end.')
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

/** The form in which names and references are matched, never shown: NFKC, without case, single spaces. */
export function matchKey(value: string): string {
  // Upper before lower: that folds what lower case alone keeps apart (straße, STRASSE; a final sigma). Twice, because
  // folding can leave what NFKC composes anew.
  return fold(fold(value)).replaceAll(/\s+/gu, ' ').trim()
}

/** The same without whatever separates its letters and digits, or stands around them: `INV 47-11` and `inv4711`. */
export function lettersAndDigits(value: string): string {
  return matchKey(value).replaceAll(/[^\p{L}\p{N}]/gu, '')
}

function fold(value: string): string {
  return value.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')
}
