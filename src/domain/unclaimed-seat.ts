import type { Instant } from './instant.ts'
import type { KeyState } from './person.ts'

/**
 * Whether somebody with these keys on record may be invited anew: none of them counts, waits, or ever counted. A key
 * that was refused proves nothing about who holds the seat. One that counted does, and to replace that is recovery.
 */
export function isUnclaimed(
  keys: readonly { readonly state: KeyState; readonly activatedAt: Instant | null }[],
): boolean {
  return keys.every(({ state, activatedAt }) => state === 'revoked' && activatedAt === null)
}
