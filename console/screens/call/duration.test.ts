import { duration } from './duration.ts'

describe('the length of a call', () => {
  it.each([
    [0, '0:00'],
    [-500, '0:00'],
    [999, '0:00'],
    [65_000, '1:05'],
    [3_729_000, '1:02:09'],
  ])('%d ms is %s', (ms, written) => {
    expect(duration(ms)).toBe(written)
  })
})
