const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/**
 * Waits after the first, second, … failed delivery.
 * Standard Webhooks, "Deliverability and reliability": retries over several days with exponential backoff and jitter.
 */
const WAITS_MS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]

/** The first delivery and one after each wait. */
export const WEBHOOK_ATTEMPTS = WAITS_MS.length + 1

/**
 * Milliseconds to wait after `failures` failed deliveries (from 1), up to a tenth longer so that the deliveries an
 * outage held up do not come back all at once. A `timeScale` of 3600 makes hours of them seconds.
 */
export function webhookBackoffMs(failures: number, timeScale: number, random: () => number = Math.random): number {
  const wait = WAITS_MS[Math.min(Math.max(failures, 1), WAITS_MS.length) - 1] ?? 0
  return Math.round((wait / timeScale) * (1 + random() / 10))
}
