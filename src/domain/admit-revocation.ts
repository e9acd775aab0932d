import { forbid } from './errors.ts'
import type { KeyState } from './person.ts'

interface KeyNow {
  readonly id: string
  /** A quarantine that is over counts as active. */
  readonly state: KeyState
}

/**
 * Whether a key of somebody may be given up in the session of another of theirs. Giving up power needs nobody's
 * consent, and yet a key that has not shown whose it is must not take away one that has: whoever slipped it in would
 * leave its owner with none. Throws 403.
 */
export function admitRevocation(session: KeyNow, key: KeyNow): void {
  switch (session.state) {
    case 'active':
      return
    case 'quarantined':
      if (session.id === key.id || key.state !== 'active') return
      throw forbid(
        'CREDENTIAL_QUARANTINED',
        'This security key is new and in quarantine: it gives up itself, and no active key yet. Use an active key, or have the person held.',
      )
    case 'pending':
      if (session.id === key.id) return
      throw forbid(
        'CREDENTIAL_INACTIVE',
        'This security key has not been confirmed yet: it gives up itself alone. Use an active key, or have the person held.',
      )
    case 'revoked':
      throw forbid('CREDENTIAL_INACTIVE', 'This security key has been revoked. Use another one.')
  }
}
