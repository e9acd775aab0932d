import { ibanHint } from './iban-hint.ts'

describe('what is said of an IBAN while it is typed', () => {
  it.each([
    ['', 'empty'],
    ['F', 'short'],
    ['76FR', 'country'],
    ['FR76 3000 6', 'short'],
    ['fr76 3000 6000 0112 3456 7890 189', 'fits'],
    // Two digits swapped: what the check digits are for.
    ['FR76 3000 6000 0112 3456 7890 198', 'digits'],
  ])('%s: %s', (typed, hint) => {
    expect(ibanHint(typed)).toBe(hint)
  })
})
