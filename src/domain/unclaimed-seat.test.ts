import type { KeyState } from './person.ts'
import { isUnclaimed } from './unclaimed-seat.ts'

const key = (state: KeyState, activatedAt: string | null = null) => ({ state, activatedAt })
const COUNTED = '2026-11-30T09:00:00.000Z'

describe('an unclaimed seat', () => {
  it('is one without a key, or whose keys were refused before any counted', () => {
    expect(isUnclaimed([])).toBe(true)
    expect(isUnclaimed([key('revoked'), key('revoked')])).toBe(true)
  })

  it.each(['pending', 'active', 'quarantined'] as const)('is none with a key that is %s', (state) => {
    expect(isUnclaimed([key('revoked'), key(state)])).toBe(false)
  })

  it('is none once a key counted, whatever became of it', () => {
    expect(isUnclaimed([key('revoked', COUNTED)])).toBe(false)
    expect(isUnclaimed([key('revoked', COUNTED), key('revoked')])).toBe(false)
  })
})
