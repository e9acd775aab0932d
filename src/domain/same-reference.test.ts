import fc from 'fast-check'
import { isSameReference } from './same-reference.ts'

describe('A reference', () => {
  it.each([
    'INV-4711',
    'inv 4711',
    'INV4711',
    'INV/4711',
    'INV—4711',
    'INV-4711-A',
    'INV-4711b',
    'INV-4711-2',
    'INV-4711/1',
    'INV-4711-AB',
    'INV-4711 copy',
    'Rechnung INV-4711',
    '4711',
    'INV-04711',
    'lNV-4711',
    'ІNV-4711',
    'ＩＮＶ４７１１',
    'INV-47l1',
    'INV-47I1',
    'INV-O4711',
    '—',
  ])('is that of INV-4711 once more: %s', (reference) => {
    expect(isSameReference('INV-4711', reference)).toBe(true)
    expect(isSameReference(reference, 'INV-4711')).toBe(true)
  })

  it.each(['INV-4712', 'INV-47110', 'INV-471', 'INV-14711', 'CRN-4711', 'Rent March'])(
    'is another: %s',
    (reference) => {
      expect(isSameReference('INV-4711', reference)).toBe(false)
      expect(isSameReference(reference, 'INV-4711')).toBe(false)
    },
  )

  it('keeps its letters where they are meant', () => {
    expect(isSameReference('BILL4711', 'Bill 4711-2')).toBe(true)
    expect(isSameReference('A-B12', 'AB 12')).toBe(true)
  })

  it('stays what it is, whatever is written before and after it', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'B', 'x', '7', '0', ' ', '/', 'l', 'O'), maxLength: 12 })
    fc.assert(
      fc.property(word, word, word, (reference, before, after) => {
        expect(isSameReference(reference, reference)).toBe(true)
        expect(isSameReference(reference, `${before}-x-${reference}-x-${after}`)).toBe(true)
      }),
    )
  })
})
