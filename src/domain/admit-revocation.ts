import { CountersignError, forbid } from './errors.ts'
import type { KeyState } from './person.ts'

export interface KeyNow {
  readonly id: string
  /** A quarantine that is over counts as active. */
  readonly state: KeyState
}

/** What shows that the owner wants it: a session that a key of theirs began, or a fresh signature of that key. */
export type RevocationProof = 'session' | 'signature'

/**
 * Whether a key of somebody may be given up by another of theirs, or by itself. Giving up power needs nobody's
 * consent, and yet a key that has not shown whose it is must not take away one that has: whoever slipped it in would
 * leave its owner with none. Nor does a session: a key that somebody has confirmed takes its owner's touch, or a stolen
 * cookie would end a seat for good. Throws 403.
 */
export function admitRevocation(by: KeyNow, key: KeyNow, proof: RevocationProof): void {
  admitTaking(by, key)
  if (proof === 'signature' || (key.state !== 'active' && key.state !== 'quarantined')) return
  throw forbid(
    'SIGNATURE_REQUIRED',
    'Giving up a key that counts takes the touch of a key of yours: ask for a challenge and sign it. If you have none any more, have everything held, and tell an administrator in person.',
  )
}

/** The least that gives this key up, while `session` is the key of the session; null where nothing of theirs does. */
export function revocationNeeds(session: KeyNow, key: KeyNow, own: readonly KeyNow[]): RevocationProof | null {
  if (key.state === 'revoked') return null
  if (isAdmitted(session, key, 'session')) return 'session'
  return own.some((one) => isAdmitted(one, key, 'signature')) ? 'signature' : null
}

export function isAdmitted(by: KeyNow, key: KeyNow, proof: RevocationProof): boolean {
  try {
    admitRevocation(by, key, proof)
    return true
  } catch (error) {
    if (error instanceof CountersignError) return false
    throw error
  }
}

function admitTaking(by: KeyNow, key: KeyNow): void {
  switch (by.state) {
    case 'active':
      return
    case 'quarantined':
      if (by.id === key.id || key.state !== 'active') return
      throw forbid(
        'CREDENTIAL_QUARANTINED',
        'This security key is new and in quarantine: it gives up itself, and no active key yet. Use an active key, or have the person held.',
      )
    case 'pending':
      if (by.id === key.id) return
      throw forbid(
        'CREDENTIAL_INACTIVE',
        'This security key has not been confirmed yet: it gives up itself alone. Use an active key, or have the person held.',
      )
    case 'revoked':
      throw forbid('CREDENTIAL_INACTIVE', 'This security key has been revoked. Use another one.')
  }
}
