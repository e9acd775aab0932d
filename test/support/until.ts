import { setTimeout as pause } from 'node:timers/promises'

/** Asks again and again until there is an answer; fails by saying what did not happen. For waits, never for speed. */
export async function until<T>(what: string, probe: () => Promise<T | undefined>, deadlineMs = 60_000): Promise<T> {
  const deadline = performance.now() + deadlineMs
  for (;;) {
    const found = await probe()
    if (found !== undefined) return found
    if (performance.now() > deadline) throw new Error(`After ${deadlineMs / 1000} s: ${what} has not happened`)
    await pause(60)
  }
}
