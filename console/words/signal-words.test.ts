import { SIGNAL_CODES } from '../../src/domain/signals.ts'
import { LANGUAGES } from './define-words.ts'
import { signalLabel, signalWords } from './signal-words.ts'

describe('why something was flagged', () => {
  it.each(LANGUAGES)('has words for every signal in %s', (language) => {
    expect(Object.keys(signalWords[language]).toSorted()).toEqual([...SIGNAL_CODES].toSorted())
    expect(Object.values(signalWords[language]).filter((label) => label.trim() === '')).toEqual([])
  })

  it('shows a signal it does not know by its code', () => {
    expect(signalLabel(signalWords.en, 'LATER_SIGNAL')).toBe('LATER_SIGNAL')
  })
})
