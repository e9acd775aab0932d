import { CountersignError } from './errors.ts'
import { admitAnotherHold, HOLDS_AN_HOUR } from './hold-allowance.ts'
import { plus } from './instant.ts'

describe('another hold', () => {
  const NOW = '2026-11-30T09:12:00.000Z'
  /** So many, one a minute, the newest `minutesAgo`. */
  const placed = (count: number, minutesAgo: number) =>
    Array.from({ length: count }, (_none, index) => plus(NOW, -(minutesAgo + index) * 60_000))
  const refusal = (placedAt: readonly string[]) => {
    try {
      admitAnotherHold(placedAt, NOW)
      return null
    } catch (error) {
      return error instanceof CountersignError ? error : undefined
    }
  }

  it('is one of thirty in an hour', () => {
    expect(HOLDS_AN_HOUR).toBe(30)
    expect(refusal([])).toBeNull()
    expect(refusal(placed(29, 0))).toBeNull()
    expect(refusal(placed(30, 0))).toMatchObject({ code: 'TOO_MANY_REQUESTS', status: 429 })
  })

  it('may be placed when the thirtieth before it is an hour old, and says when that is', () => {
    expect(refusal(placed(30, 30))).toMatchObject({ retryAfterSeconds: 60 })
    expect(refusal(placed(30, 31))).toBeNull()
    expect(refusal(placed(100, 0))).toMatchObject({ retryAfterSeconds: 31 * 60 })
  })
})
