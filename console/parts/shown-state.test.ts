import type { SubjectState } from '../../src/domain/subject-states.ts'
import { shownState } from './shown-state.ts'

const SHOWN: Readonly<Record<SubjectState, string>> = {
  assessing: 'checking',
  awaiting_evidence: 'waiting',
  approved: 'approved',
  released: 'approved',
  executed: 'paid',
  applied: 'applied',
  failed: 'stopped',
  returned: 'stopped',
  denied: 'stopped',
  expired: 'stopped',
  cancelled: 'stopped',
}

describe('the state on screen', () => {
  it.each(Object.entries(SHOWN))('of %s is %s', (state, shown) => {
    expect(shownState(state)).toBe(shown)
  })

  it('takes a state it does not know for stopped, never for approved', () => {
    expect(shownState('later')).toBe('stopped')
  })
})
