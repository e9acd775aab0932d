import {
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/browser'
import { useEffect, useMemo, useState } from 'react'

export interface Key {
  readonly authenticate: (publicKey: PublicKeyCredentialRequestOptionsJSON) => Promise<AuthenticationResponseJSON>
  readonly register: (publicKey: PublicKeyCredentialCreationOptionsJSON) => Promise<RegistrationResponseJSON>
  /** Throws once whoever asked has left: then nothing is sent any more that they would not see. */
  readonly assertHere: () => void
}

/**
 * A key as a screen asks for it. Browsers go on waiting for a touch wherever the page goes meanwhile: whoever leaves has
 * let go of it, and what it answers afterwards is never used.
 */
export function useKey(): Key {
  const [leaving] = useState(() => new AbortController())
  useEffect(() => () => leaving.abort(), [leaving])
  return useMemo(() => keyUntil(leaving.signal), [leaving])
}

function keyUntil(left: AbortSignal): Key {
  async function ask<Answer>(start: () => Promise<Answer>): Promise<Answer> {
    left.throwIfAborted()
    const letGo = (): void => WebAuthnAbortService.cancelCeremony()
    left.addEventListener('abort', letGo)
    try {
      const answer = await start()
      left.throwIfAborted()
      return answer
    } finally {
      left.removeEventListener('abort', letGo)
    }
  }
  return {
    authenticate: (publicKey) => ask(async () => startAuthentication({ optionsJSON: publicKey })),
    register: (publicKey) => ask(async () => startRegistration({ optionsJSON: publicKey })),
    assertHere: () => left.throwIfAborted(),
  }
}
