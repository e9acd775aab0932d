import { durationMs, earliest, elapsedMs, isInstant, plus } from './instant.ts'

describe('A duration', () => {
  it.each([['PT24H', 86_400_000], ['P5D', 432_000_000], ['P1DT2H3M4S', 93_784_000], ['PT90M', 5_400_000], ['PT0S', 0]])('%s has a length', (text, wanted) => {
    expect(durationMs(text)).toBe(wanted)
  }) // prettier-ignore

  it.each([
    '',
    'P',
    'PT',
    'P1DT',
    'P1M',
    'P1Y',
    'P1W',
    '24H',
    'PT1.5H',
    'pt24h',
    '-PT1H',
    'PT-1H',
    ' PT1H',
    'PT1H\n',
    'PT1S1H',
    'P99999D',
  ])('%j has none and is refused', (text) => {
    expect(() => durationMs(text)).toThrow(RangeError)
  })
})

describe('Instants', () => {
  it('add up and compare as strings', () => {
    expect(plus('2026-02-28T23:59:59.999Z', 1)).toBe('2026-03-01T00:00:00.000Z')
    expect(elapsedMs('2026-03-01T00:00:00.000Z', '2026-02-28T23:59:59.000Z')).toBe(-1000)
    expect(earliest([null, '2026-03-01T00:00:00.000Z', '2026-02-28T00:00:00.000Z'])).toBe('2026-02-28T00:00:00.000Z')
    expect(earliest([null])).toBeNull()
  })

  it.each([
    'Thu, 01 Jan 1970 00:00:00 GMT',
    '2026-11-30',
    '2026-11-30T09:12:00Z',
    '2026-11-30T09:12:00.0000Z',
    '2026-11-30T10:12:00.000+01:00',
    '2026-02-30T09:12:00.000Z',
    '+010000-01-01T00:00:00.000Z',
    'infinity',
    '',
  ])('are written in one way, and not as %j', (text) => {
    expect(isInstant(text)).toBe(false)
  })

  it('of every day that there is are some', () => {
    for (const text of ['2026-11-30T09:12:00.000Z', '2028-02-29T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])
      expect(isInstant(text)).toBe(true)
  })
})
