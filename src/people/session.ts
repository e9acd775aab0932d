/** How long a sign-in lasts. */
export const SESSION_MS = {
  /** From signing in, whatever happens. */
  absolute: 12 * 3_600_000,
  /** Without a request. */
  idle: 30 * 60_000,
  /** Use is written down at most this often. */
  touch: 60_000,
} as const

/** How long a sign-in or enrolment challenge may be answered. */
export const CHALLENGE_MS = 5 * 60_000

/** What WebAuthn calls the user handle: the bytes of the person's id, which say nothing about them. */
export function userHandle(personId: string): Uint8Array {
  return new TextEncoder().encode(personId)
}
