import { DURESS } from '../../src/domain/statement.ts'
import { denialReason } from './denial-reason.ts'

describe('why somebody denies', () => {
  it('is the word the service listens for when they are pressed, whatever else was typed', () => {
    expect(denialReason('pressed', 'I am being pressed.', 'they stand behind me')).toBe(DURESS)
  })

  it('is the choice as it was read, with their own words', () => {
    expect(denialReason('amount', 'The amount is wrong.', ' The invoice says 1,250. ')).toBe(
      'The amount is wrong. The invoice says 1,250.',
    )
    expect(denialReason('amount', 'The amount is wrong.', '')).toBe('The amount is wrong.')
  })

  it('has to be written where nothing fits', () => {
    expect(denialReason('other', 'Another reason', ' ')).toBeNull()
    expect(denialReason(null, '', 'text')).toBeNull()
  })
})
