import { accountDifferences, accountStatus } from './account-differences.ts'

describe('two accounts of one payee', () => {
  const known = { iban: 'FR7699990000420002140001788' }

  it('do not differ where they are one', () => {
    expect(accountDifferences(known, { ...known })).toEqual([])
    // A BIC that somebody left out moves no money elsewhere.
    expect(accountDifferences(known, { ...known, bic: 'AGRIFRPP' })).toEqual([])
  })

  it('differ in what stands out: the number, the bank, the country, the kind', () => {
    expect(accountDifferences(known, { iban: 'FR1299990000420002140001777' })).toEqual(['number'])
    expect(accountDifferences(known, { iban: 'FR7630006000011234567890189' })).toEqual(['bank', 'number'])
    expect(accountDifferences(known, { iban: 'DE75512108001245126199' })).toEqual(['country', 'bank', 'number'])
    const other = { other: { id: '12345678', scheme: 'BBAN', country: 'GB', bic: 'NWBKGB2L' } }
    expect(accountDifferences(known, other)).toEqual(['kind', 'country', 'bank', 'number'])
    expect(accountDifferences(other, { other: { ...other.other, bic: 'BARCGB22' } })).toEqual(['bank'])
  })

  it('are vetted by being on file alone: having been paid changes "new" to "changed", and vets nothing', () => {
    const nothing = { isOnFile: false, hasOthersOnFile: false, wasPaidElsewhere: false }
    expect(accountStatus(nothing)).toBe('new')
    expect(accountStatus({ ...nothing, wasPaidElsewhere: true })).toBe('changed')
    expect(accountStatus({ ...nothing, hasOthersOnFile: true })).toBe('changed')
    expect(accountStatus({ isOnFile: true, hasOthersOnFile: true, wasPaidElsewhere: true })).toBe('vetted')
  })
})
