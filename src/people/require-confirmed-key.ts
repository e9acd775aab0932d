import { forbid } from '../domain/errors.ts'
import type { KeyState } from '../domain/person.ts'

/**
 * For what is done in a person's own name without a signature: a session is worth no more than the key it began with.
 * One that nobody has confirmed may be anybody's, and one in quarantine may deny, hold and report. `act` is what it
 * would do, as in "it may not submit yet". Throws 403 CREDENTIAL_QUARANTINED or CREDENTIAL_INACTIVE.
 */
export function requireConfirmedKey(keyState: KeyState, act: string): void {
  if (keyState === 'active') return
  if (keyState === 'quarantined') {
    throw forbid(
      'CREDENTIAL_QUARANTINED',
      `This security key is new and in quarantine: it may deny, hold and report, but not ${act} yet.`,
    )
  }
  throw inactive()
}

/**
 * For everything else that takes a person. An invitation that was intercepted enrols a key as well: until an
 * administrator has compared it with its owner, whoever holds it sees nothing of what the owner would see.
 */
export function refuseUnconfirmedKey(keyState: KeyState): void {
  if (keyState !== 'active' && keyState !== 'quarantined') throw inactive()
}

function inactive() {
  return forbid('CREDENTIAL_INACTIVE', 'This security key is not active. Use another one, or have it confirmed first.')
}
