import { tooMany } from './errors.ts'
import { elapsedMs, type Instant } from './instant.ts'

/**
 * Changes to the directory, and lifts of holds, that one person asks for. Each is put before everybody who may sign it,
 * and whoever is asked too often signs unread: without a bound one session, or one ERP's secret, hides the change that
 * matters among those that do not.
 */
export const PROPOSALS_AN_HOUR = 30

/** Of one sort that one person, or one API client, may have waiting for signatures at a time. */
export const OPEN_PROPOSALS = 200

const HOUR_MS = 3_600_000

export interface EarlierProposals {
  /** When the newest were made, newest first; of an API client nobody counts them by the hour. */
  readonly madeAt: readonly Instant[]
  /** When those that are open expire, soonest first. */
  readonly openUntil: readonly Instant[]
}

/** Whether another may be made after these. Throws 429 `TOO_MANY_REQUESTS`. */
export function admitAnotherProposal({ madeAt, openUntil }: EarlierProposals, now: Instant): void {
  const last = madeAt[PROPOSALS_AN_HOUR - 1]
  if (last !== undefined && elapsedMs(last, now) < HOUR_MS) {
    throw tooMany(
      `You have asked for ${PROPOSALS_AN_HOUR} changes of this sort within an hour, and others have to look at each of them. Wait until these have been looked at, or ask a colleague to propose it.`,
      HOUR_MS - elapsedMs(last, now),
    )
  }
  const [soonest] = openUntil
  if (soonest === undefined || openUntil.length < OPEN_PROPOSALS) return
  throw tooMany(
    `${OPEN_PROPOSALS} changes of this sort that you asked for wait for signatures, and there is no room for more. Have them signed or denied first; those that nobody answers expire.`,
    // Somebody may sign or deny one at any time.
    Math.min(HOUR_MS, elapsedMs(now, soonest)),
  )
}
