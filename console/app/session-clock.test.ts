import { SESSION_MS } from '../../src/people/session.ts'
import { countDown, IDLE_MS, isEndNear, sessionEnd } from './session-clock.ts'

const now = Date.parse('2026-12-01T12:00:00Z')
const later = (ms: number): string => new Date(now + ms).toISOString()

describe('the end of a session', () => {
  it('reckons with the idle limit that the service has', () => {
    expect(IDLE_MS).toBe(SESSION_MS.idle)
  })

  it('comes when nothing was heard for the idle time, a minute early because the service counts by the minute', () => {
    expect(sessionEnd(later(SESSION_MS.absolute), now)).toEqual({ at: now + 29 * 60_000, reason: 'idle' })
  })

  it('comes at its limit whatever was heard', () => {
    expect(sessionEnd(later(60_000), now)).toEqual({ at: now + 60_000, reason: 'limit' })
  })

  it('is announced two minutes before', () => {
    const end = sessionEnd(later(SESSION_MS.absolute), now)
    expect(isEndNear(end, end.at - 120_001)).toBe(false)
    expect(isEndNear(end, end.at - 120_000)).toBe(true)
  })

  it('is counted down in minutes and seconds', () => {
    const end = { at: now, reason: 'idle' } as const
    expect([now - 65_000, now - 60_000, now - 1, now + 5000].map((at) => countDown(end, at))).toEqual([
      '1:05',
      '1:00',
      '0:01',
      '0:00',
    ])
  })
})
