import fc from 'fast-check'
import { repeatsRefused, type ProposedAccounts } from './repeats-refused.ts'

const change = (id: string, name: string, number: string): ProposedAccounts => ({
  counterparties: [{ id, name, accounts: [{ identification: { other: { id: number } } }] }],
})
const REFUSED = change('cpt_1', 'Quay Fittings Ltd', '4400 1234 77')

describe('A change of accounts repeats a refused one', () => {
  it('by its payee, its name or its account, however they are written', () => {
    expect(repeatsRefused(change('cpt_1', 'Anything', '1'), [REFUSED])).toBe(true)
    expect(repeatsRefused(change('cpt_2', ' QUAY  FITTINGS LTD', '1'), [REFUSED])).toBe(true)
    expect(repeatsRefused(change('cpt_2', 'Anything', '4400123477'), [REFUSED])).toBe(true)
    expect(repeatsRefused(change('cpt_2', 'Anything', '1'), [REFUSED])).toBe(false)
    expect(repeatsRefused(REFUSED, [])).toBe(false)
  })

  it('whatever else was refused', () => {
    const changes = fc.array(fc.tuple(fc.string(), fc.string(), fc.string({ minLength: 1 })))
    fc.assert(
      fc.property(changes, changes, (before, after) => {
        const others = (list: typeof before) => list.map((one) => change(...one))
        expect(repeatsRefused(REFUSED, [...others(before), REFUSED, ...others(after)])).toBe(true)
      }),
    )
  })
})
