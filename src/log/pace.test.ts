import { createPace } from './pace.ts'

describe('a pace', () => {
  it('lets a few begin at once, and then one in every interval', () => {
    const pace = createPace({ everyMs: 100, atOnce: 3 })
    const begun: number[] = []
    for (let now = 5000; begun.length < 7; now += pace.begin(now)) begun.push(now)
    expect(begun).toEqual([5000, 5000, 5000, 5100, 5200, 5300, 5400])
  })

  it('lets as many begin at once again after a rest, and no more however long it was', () => {
    const pace = createPace({ everyMs: 100, atOnce: 2 })
    for (const now of [0, 0]) pace.begin(now)
    expect(pace.begin(60_000)).toBe(0)
    expect(pace.begin(60_001)).toBe(99)
  })

  it('never makes anyone wait who comes less often than that', () => {
    const pace = createPace({ everyMs: 100, atOnce: 1 })
    expect([0, 150, 250, 380].map((now) => pace.begin(now))).toEqual([100, 100, 100, 100])
    const roomy = createPace({ everyMs: 100, atOnce: 2 })
    expect([0, 100, 200, 300].map((now) => roomy.begin(now))).toEqual([0, 0, 0, 0])
  })
})
