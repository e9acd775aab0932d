import { WEBHOOK_ATTEMPTS, webhookBackoffMs } from './webhook-backoff.ts'

describe('the webhook schedule', () => {
  it('tries again after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 hours', () => {
    const waits = Array.from({ length: WEBHOOK_ATTEMPTS - 1 }, (_, index) => webhookBackoffMs(index + 1, 1, () => 0))
    expect(waits.map((ms) => ms / 1000)).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400])
  })

  it('spreads by up to a tenth, never earlier', () => {
    expect(webhookBackoffMs(1, 1, () => 0.999999)).toBe(5500)
    for (let n = 0; n < 100; n += 1) expect(webhookBackoffMs(1, 1)).toBeGreaterThanOrEqual(5000)
  })

  it('runs faster by the time scale', () => {
    expect(webhookBackoffMs(4, 3600, () => 0)).toBe(2000)
  })
})
