import { CountersignError } from './errors.ts'
import { plus } from './instant.ts'
import { admitAnotherProposal, OPEN_PROPOSALS, PROPOSALS_AN_HOUR } from './proposal-allowance.ts'

describe('another proposal', () => {
  const NOW = '2026-11-30T09:12:00.000Z'
  /** So many, one a minute, the newest `minutesAgo`. */
  const made = (count: number, minutesAgo: number) =>
    Array.from({ length: count }, (_none, index) => plus(NOW, -(minutesAgo + index) * 60_000))
  const open = (count: number, minutesLeft: number) =>
    Array.from({ length: count }, (_none, index) => plus(NOW, (minutesLeft + index) * 60_000))
  const refusal = (madeAt: readonly string[], openUntil: readonly string[]) => {
    try {
      admitAnotherProposal({ madeAt, openUntil }, NOW)
      return null
    } catch (error) {
      return error instanceof CountersignError ? error : undefined
    }
  }

  it('is one of thirty in an hour', () => {
    expect(PROPOSALS_AN_HOUR).toBe(30)
    expect(refusal(made(29, 0), [])).toBeNull()
    expect(refusal(made(30, 0), [])).toMatchObject({ code: 'TOO_MANY_REQUESTS', status: 429 })
    expect(refusal(made(30, 30), [])).toMatchObject({ retryAfterSeconds: 60 })
    expect(refusal(made(30, 31), [])).toBeNull()
    // The record's clock may be a moment before that of whoever was just before.
    expect(refusal(made(30, -1), [])?.retryAfterSeconds).toBeGreaterThan(0)
  })

  it('is one of two hundred that are open, and says when to come back: within the hour', () => {
    expect(OPEN_PROPOSALS).toBe(200)
    expect(refusal([], open(199, 5))).toBeNull()
    expect(refusal([], open(200, 5))).toMatchObject({ status: 429, retryAfterSeconds: 300 })
    expect(refusal([], open(200, 6_000))).toMatchObject({ retryAfterSeconds: 3_600 })
    expect(refusal([], open(200, 0))).toMatchObject({ retryAfterSeconds: 1 })
  })
})
