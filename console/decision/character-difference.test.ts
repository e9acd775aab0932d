import fc from 'fast-check'
import { characterDifference, type Stretch } from './character-difference.ts'

const marked = (stretches: readonly Stretch[]): string =>
  stretches.map(({ text, differs }) => (differs ? `[${text}]` : text)).join('')
const difference = (one: string, other: string): string[] => characterDifference(one, other).map(marked)

describe('the difference between two account numbers', () => {
  it('is shown place by place', () => {
    expect(difference('FR7630006000', 'FR1430009000')).toEqual(['FR[76]3000[6]000', 'FR[14]3000[9]000'])
  })

  it('shows two digits that were swapped', () => {
    expect(difference('DE8937', 'DE8973')).toEqual(['DE89[37]', 'DE89[73]'])
  })

  it('finds a character too many', () => {
    expect(difference('GB29NWBK', 'GB29NNWBK')).toEqual([
      'GB29NWBK',
      expect.stringMatching(/^GB29(?:\[N\]N|N\[N\])WBK$/),
    ])
  })

  it('says the same of both, whatever they are, and loses nothing', () => {
    const account = fc.stringMatching(/^[A-D0-3]{0,12}$/)
    fc.assert(
      fc.property(account, account, (one, other) => {
        const [a, b] = characterDifference(one, other)
        const kept = (list: readonly Stretch[]) =>
          list
            .filter((part) => !part.differs)
            .map((part) => part.text)
            .join('')
        expect([a, b].map((list) => list.map((part) => part.text).join(''))).toEqual([one, other])
        expect(kept(a)).toBe(kept(b))
        expect([...a, ...b].some((part) => part.differs)).toBe(one !== other)
      }),
    )
  })
})
