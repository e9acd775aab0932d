import { createBell } from './bell.ts'

describe('A bell', () => {
  const { signal } = new AbortController()
  const waited = async (wait: Promise<void>): Promise<number> => {
    const startedAt = performance.now()
    await wait
    return performance.now() - startedAt
  }

  it('wakes who waits, and whoever waits next where nobody did', async () => {
    const bell = createBell()
    const waiting = waited(bell.wait(10_000, signal))
    bell.ring()
    expect(await waiting).toBeLessThan(5_000)
    bell.ring()
    expect(await waited(bell.wait(10_000, signal))).toBeLessThan(5_000)
  })

  it('wakes nobody for what was rung before it was hushed', async () => {
    const bell = createBell()
    bell.ring()
    bell.hush()
    expect(await waited(bell.wait(60, signal))).toBeGreaterThanOrEqual(50)
  })
})
