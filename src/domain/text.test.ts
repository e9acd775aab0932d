import fc from 'fast-check'
import { CountersignError } from './errors.ts'
import { matchKey, noteText, plainText } from './text.ts'

function refusal(run: () => unknown): string | null {
  try {
    run()
    return null
  } catch (error) {
    if (error instanceof CountersignError) return error.code
    throw error
  }
}

const unseen: [string, string][] = [
  ['null', '\u0000'], ['bell', '\u0007'], ['escape', '\u001b'], ['delete', '\u007f'], ['next line', '\u0085'],
  ['right-to-left override', '\u202e'], ['left-to-right embedding', '\u202a'], ['isolate', '\u2066'], ['pop isolate', '\u2069'],
  ['right-to-left mark', '\u200f'], ['Arabic letter mark', '\u061c'],
  ['zero-width space', '\u200b'], ['zero-width joiner', '\u200d'], ['zero-width non-joiner', '\u200c'], ['word joiner', '\u2060'],
  ['byte order mark', '\ufeff'], ['soft hyphen', '\u00ad'], ['invisible times', '\u2062'], ['interlinear annotation', '\ufff9'],
  ['tag letter a', '\u{e0061}'], ['cancel tag', '\u{e007f}'], ['language tag', '\u{e0001}'],
  ['variation selector 1', '\ufe00'], ['variation selector 16', '\ufe0f'], ['variation selector 17', '\u{e0100}'], ['variation selector 256', '\u{e01ef}'],
  ['Mongolian variation selector', '\u180b'], ['Mongolian vowel separator', '\u180e'], ['grapheme joiner', '\u034f'],
  ['Hangul filler', '\u3164'], ['half-width Hangul filler', '\uffa0'], ['Hangul choseong filler', '\u115f'], ['Khmer inherent vowel', '\u17b4'],
  ['blank Braille', '\u2800'], ['musical formatting', '\u{1d173}'],
  ['line separator', '\u2028'], ['paragraph separator', '\u2029'],
  ['private use', '\ue000'], ['private use of plane 16', '\u{10fffd}'], ['noncharacter', '\uffff'], ['unassigned', '\u0378'],
  ['lone high surrogate', '\ud800'], ['lone low surrogate', '\udc00'], ['surrogates the wrong way round', '\udc00\ud800'],
] // prettier-ignore

describe('Names and references', () => {
  it.each(unseen)('refuse what a signer would not see: %s', (_name, character) => {
    expect(refusal(() => plainText(`Exam${character}ple`, 'payee.name', 140))).toBe('TEXT_UNSEEN_CHARACTERS')
    expect(refusal(() => noteText(`Exam${character}ple`, 'note', 140))).toBe('TEXT_UNSEEN_CHARACTERS')
  })

  it.each(['\t', '\n', '\r\n', '\v'])('refuse the control character %j', (character) => {
    expect(refusal(() => plainText(`Exam${character}ple`, 'payee.name', 140))).toBe('TEXT_UNSEEN_CHARACTERS')
  })

  it.each([
    'Ateliers du Rhône SAS',
    '株式会社サンプル',
    'ООО «Пример»',
    'شركة مثال',
    'Ελληνικά',
    "O'Brien & Söhne (Zürich)",
    'नमूना कंपनी',
    '예시 회사',
    'Nguyễn',
    'Ex\u0301ample',
    '𠮷野家',
    'Tea ☕',
  ])('keep %s as it is written', (name) => {
    expect(plainText(name, 'payee.name', 140)).toBe(name)
  })

  it('are neither empty nor too long, nor begin or end with a space of any kind', () => {
    expect(refusal(() => plainText('', 'x', 5))).toBe('TEXT_EMPTY')
    expect(refusal(() => plainText(' \u3000', 'x', 5))).toBe('TEXT_EMPTY')
    expect(refusal(() => plainText('abcdef', 'x', 5))).toBe('TEXT_TOO_LONG')
    expect(plainText('𠮷𠮷𠮷𠮷𠮷', 'x', 5)).toBe('𠮷𠮷𠮷𠮷𠮷')
    for (const text of [' a', 'a ', '\u00a0a', 'a\u3000'])
      expect(refusal(() => plainText(text, 'x', 5))).toBe('TEXT_SURROUNDING_SPACE')
  })

  it('name the field that they refuse', () => {
    expect(() => plainText('', 'payee.name', 5)).toThrow(
      expect.objectContaining({ status: 422, errors: [expect.objectContaining({ path: 'payee.name' })] }),
    )
  })
})

describe('Notes', () => {
  it('keep line breaks and may be empty', () => {
    expect(noteText('first\r\n\tsecond\n', 'note', 500)).toBe('first\r\n\tsecond\n')
    expect(noteText('', 'note', 500)).toBe('')
    expect(refusal(() => noteText('abcdef', 'note', 5))).toBe('TEXT_TOO_LONG')
  })
})

describe('The key that names are matched by', () => {
  it.each([
    ['Example  Ltd', 'EXAMPLE ltd'],
    ['Ｅｘａｍｐｌｅ', 'Example'],
    ['Straße AG', 'STRASSE AG'],
    ['ΟΔΟΣ', 'οδος'],
    ['οδος', 'οδοσ'],
    ['Ex\u0301', 'E\u0078\u0301'],
    ['ﬁnance', 'finance'],
    ['Example\u00a0Ltd ', 'Example Ltd'],
  ])('is the same for %j and %j', (a, b) => {
    expect(matchKey(a)).toBe(matchKey(b))
  })

  it('is its own key, and the same in either case', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(matchKey(matchKey(text))).toBe(matchKey(text))
        expect(matchKey(text.toUpperCase())).toBe(matchKey(text.toUpperCase().toLowerCase()))
      }),
      { numRuns: 3000 },
    )
  })

  it('keeps different names apart', () => {
    expect(matchKey('Example Ltd')).not.toBe(matchKey('Examp1e Ltd'))
  })
})
