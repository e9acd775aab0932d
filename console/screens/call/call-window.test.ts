import { windowNow } from './call-window.ts'

const PARIS = { timeZone: 'Europe/Paris', from: '09:00', to: '17:00' }
const at = (instant: string): number => Date.parse(instant)

describe('the hours of whoever is called', () => {
  it.each([
    ['2026-12-01T07:59:59Z', '08:59', false],
    ['2026-12-01T08:00:00Z', '09:00', true],
    ['2026-12-01T15:59:00Z', '16:59', true],
    ['2026-12-01T16:00:00Z', '17:00', false],
    // Summer time, two hours ahead.
    ['2026-07-01T07:00:00Z', '09:00', true],
  ])('are those of their own clock: %s', (instant, local, isInside) => {
    expect(windowNow(PARIS, at(instant))).toMatchObject({ local, isInside })
  })

  it('have a weekend, by their own calendar', () => {
    expect(windowNow(PARIS, at('2026-12-05T10:00:00Z'))).toMatchObject({ weekday: 6, isInside: false })
    // Still Sunday in London, already Monday morning in Tokyo.
    const tokyo = { ...PARIS, timeZone: 'Asia/Tokyo' }
    expect(windowNow(tokyo, at('2026-12-07T00:30:00Z'))).toEqual({ local: '09:30', weekday: 1, isInside: true })
    expect(windowNow(tokyo, at('2026-12-06T14:59:00Z'))).toMatchObject({ weekday: 7 })
  })

  it('begin the day at midnight, not at 24', () => {
    expect(windowNow(PARIS, at('2026-12-01T23:10:00Z'))?.local).toBe('00:10')
  })

  it('are unknown where the zone is', () => {
    expect(windowNow({ ...PARIS, timeZone: 'Mars/Olympus' }, 0)).toBeNull()
  })
})
