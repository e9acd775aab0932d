import { browserSupportsWebAuthn, type AuthenticationResponseJSON } from '@simplewebauthn/browser'
import { isProblem, Problem } from '../api/problem.ts'
import {
  createChallenge,
  readEvidence,
  submitEvidence,
  type Challenge,
  type DecisionRequest,
  type Presentation,
  type WithEvidence,
} from '../api/signing.ts'
import { webAuthnMissing } from '../parts/key-failure.ts'
import { checkChallenge } from './check-challenge.ts'
import type { Key } from './use-key.ts'

/** Where a signature is: being asked for, in the person's hand, on its way. */
export type SigningStage = 'asking' | 'touching' | 'sending'

export interface Signed {
  readonly challenge: Challenge
  readonly credential: AuthenticationResponseJSON
}

/** What somebody decides, and what they have before their eyes while they do. */
export interface SigningRequest {
  readonly request: DecisionRequest
  /** What is on screen. It is what the statement must say. */
  readonly shown: Presentation
  /** Whether the statement must say that amount and account were typed: now, or before the page was opened again. */
  readonly typed?: boolean
}

/**
 * One decision from the press of a button to the key's answer. The statement is made now, and held against what was
 * shown, before the key is asked for anything.
 */
export async function askKey(
  key: Key,
  { request, shown, typed = request.blindEntry !== undefined }: SigningRequest,
  onStage: (stage: SigningStage) => void,
): Promise<Signed> {
  if (!browserSupportsWebAuthn()) throw webAuthnMissing()
  onStage('asking')
  const challenge = await createChallenge(request)
  await checkChallenge(challenge, shown, {
    contactedBy: request.contactedBy,
    reason: request.reason ?? null,
    blindEntry: typed,
  })
  onStage('touching')
  const credential = await key.authenticate(challenge.publicKey)
  return { challenge, credential }
}

/**
 * Hands the answer in. Where the connection was lost nobody knows whether it counted: then the record is asked, which
 * has it or has not. Throws `Problem`; `OFFLINE` while nobody can tell.
 */
export async function handIn({ challenge, credential }: Signed, request: DecisionRequest): Promise<WithEvidence> {
  try {
    return await submitEvidence(challenge.id, credential)
  } catch (error) {
    const isUnsure = isProblem(error, 'OFFLINE') || isProblem(error, 'CHALLENGE_CONSUMED') || isFault(error)
    if (!isUnsure) throw error
    const subject = await readEvidence(request.subject)
    if (subject.evidence.some((one) => one.statementDigest === challenge.digest)) return subject
    throw error
  }
}

function isFault(error: unknown): boolean {
  return error instanceof Problem && error.status >= 500
}
