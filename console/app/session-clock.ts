/** When a session ends, and what is worth saying about it. Pure: the times come in. */

/** Without a request the service ends a session after this long (src/people/session.ts), counted by the minute. */
export const IDLE_MS = 30 * 60_000
const COUNTED_BY_MS = 60_000
/** WCAG 2.2 SC 2.2.1 asks for twenty seconds; two minutes also let somebody come back from the phone. */
export const WARN_MS = 120_000
/** Somebody at work is heard of at least this often, so that a long form does not sign them out. */
export const TOUCH_MS = 5 * 60_000

export interface SessionEnd {
  readonly at: number
  /** `idle` can be put off by a request, `limit` only by signing in again. */
  readonly reason: 'idle' | 'limit'
}

export function sessionEnd(expiresAt: string, heardAt: number): SessionEnd {
  const limit = Date.parse(expiresAt)
  const idle = heardAt + IDLE_MS - COUNTED_BY_MS
  return idle < limit ? { at: idle, reason: 'idle' } : { at: limit, reason: 'limit' }
}

export function isEndNear(end: SessionEnd, now: number): boolean {
  return end.at - now <= WARN_MS
}

/** `1:05`. */
export function countDown(end: SessionEnd, now: number): string {
  const seconds = Math.max(0, Math.ceil((end.at - now) / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
