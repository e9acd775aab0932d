import { tooMany } from './errors.ts'
import { elapsedMs, type Instant } from './instant.ts'

/**
 * Holds, and reports of impersonation, of one person. Placing takes one person and one step, lifting each of them takes
 * a quorum: without a bound one person, or whoever has their session, keeps everybody else busy for days.
 */
export const HOLDS_AN_HOUR = 30

const HOUR_MS = 3_600_000

/** Whether another may be placed after these, newest first: the bound is on new ones. Throws 429 `TOO_MANY_REQUESTS`. */
export function admitAnotherHold(placedAt: readonly Instant[], now: Instant): void {
  const last = placedAt[HOLDS_AN_HOUR - 1]
  if (last === undefined) return
  const waitMs = HOUR_MS - elapsedMs(last, now)
  if (waitMs <= 0) return
  throw tooMany(
    `You have placed ${HOLDS_AN_HOUR} holds or reports within an hour. If more has to stop, hold everything, which is never refused (approvers, reviewers, administrators), or ask a colleague to hold it.`,
    waitMs,
  )
}
