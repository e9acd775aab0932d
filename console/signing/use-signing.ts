import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { DecisionRequest, WithEvidence } from '../api/signing.ts'
import { SUBJECTS } from '../api/subjects.ts'
import { askKey, handIn, type Signed, type SigningRequest, type SigningStage } from './sign-decision.ts'
import { useKey } from './use-key.ts'

/** What a key has answered, on its way. */
interface Unsent {
  readonly signed: Signed
  readonly request: DecisionRequest
}

export interface Signing {
  readonly stage: SigningStage | null
  readonly error: unknown
  /** The key has signed, and nobody knows whether the service has it: `handInAgain` asks and sends. */
  readonly isUnsure: boolean
  sign(request: SigningRequest): void
  handInAgain(): void
  /** Forgets a failure. */
  reset(): void
}

/**
 * Signing as a screen sees it. A signature lives in this component's memory alone, and goes with it: nothing half done
 * waits anywhere to be sent later, and no key is waited for.
 */
export function useSigning({ onSigned }: { readonly onSigned: (subject: WithEvidence) => void }): Signing {
  const queries = useQueryClient()
  const key = useKey()
  const [stage, setStage] = useState<SigningStage | null>(null)
  const [unsent, setUnsent] = useState<Unsent | null>(null)

  const mutation = useMutation({
    mutationFn: async (next: SigningRequest | Unsent) => {
      const answered = 'signed' in next ? next : await ask(next)
      key.assertHere()
      setStage('sending')
      return handIn(answered.signed, answered.request)
    },
    // A key touched twice is two decisions: never again by itself.
    retry: false,
    onSuccess(subject) {
      setUnsent(null)
      onSigned(subject)
    },
    onError(error) {
      if (!isWorthSendingAgain(error)) setUnsent(null)
    },
    onSettled() {
      setStage(null)
      void queries.invalidateQueries({ queryKey: SUBJECTS })
    },
  })

  async function ask(signing: SigningRequest): Promise<Unsent> {
    key.assertHere()
    setUnsent(null)
    const answered = { request: signing.request, signed: await askKey(key, signing, setStage) }
    setUnsent(answered)
    return answered
  }

  useWarningBeforeLeaving(stage !== null)
  return {
    stage,
    error: mutation.error,
    isUnsure: mutation.isError && unsent !== null,
    sign: (request) => mutation.mutate(request),
    handInAgain: () => {
      if (unsent !== null) mutation.mutate(unsent)
    },
    reset: () => {
      setUnsent(null)
      mutation.reset()
    },
  }
}

/** Refusals are final; silence and faults are not. */
function isWorthSendingAgain(error: unknown): boolean {
  const status = error instanceof Error && 'status' in error ? error.status : null
  return status === 0 || (typeof status === 'number' && status >= 500)
}

function useWarningBeforeLeaving(isBusy: boolean): void {
  useEffect(() => {
    if (!isBusy) return undefined
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [isBusy])
}
