import { durationMs, earliest, elapsedMs, plus } from './instant.ts'

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
})
