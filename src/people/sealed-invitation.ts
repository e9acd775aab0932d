import type { Keyring } from '../platform/keyring.ts'
import { sealText, unsealText } from '../platform/sealed-text.ts'

const sealFor = (challengeId: string) => ({ purpose: 'invitation', binding: challengeId }) as const

/**
 * An invitation on its way from the API to the worker. Until its key is on record it is worth having, so neither the
 * database nor Temporal's histories hold it in the clear: it waits beside the answer it came with, and opens there only.
 */
export function sealInvitation(keyring: Keyring, token: string, challengeId: string): string {
  return sealText(keyring, token, sealFor(challengeId))
}

/** Null for what was not sealed for this challenge: whoever put it there does not have the invitation. */
export function openInvitationSeal(keyring: Keyring, sealed: string, challengeId: string): string | null {
  try {
    return unsealText(keyring, sealed, sealFor(challengeId))
  } catch {
    return null
  }
}
