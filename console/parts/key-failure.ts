import { Problem } from '../api/problem.ts'
import type { KeyWords } from './key-words.ts'

/**
 * Which of the things that go wrong with a key this is; null for what has nothing to do with keys. Reads names and
 * codes instead of classes: browsers throw DOMExceptions, @simplewebauthn/browser wraps most of them.
 */
export function keyFailure(error: unknown): keyof KeyWords | null {
  if (error instanceof Problem) return byProblem(error.code)
  if (!(error instanceof Error)) return null
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  switch (code) {
    case 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED':
      return 'alreadyEnrolled'
    case 'ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT':
      return 'noUserVerification'
    case 'ERROR_AUTHENTICATOR_MISSING_DISCOVERABLE_CREDENTIAL_SUPPORT':
    case 'ERROR_AUTHENTICATOR_NO_SUPPORTED_PUBKEYCREDPARAMS_ALG':
      return 'unsuitable'
    case 'ERROR_INVALID_DOMAIN':
    case 'ERROR_INVALID_RP_ID':
      return 'wrongSite'
    case 'ERROR_CEREMONY_ABORTED':
      return 'cancelled'
    default:
      return byName(error.name)
  }
}

function byName(name: string): keyof KeyWords | null {
  switch (name) {
    // WebAuthn L3 §5.1.3, §5.1.4.1: refused, timed out and no such key are one answer, so that a site cannot tell.
    case 'NotAllowedError':
    case 'AbortError':
      return 'cancelled'
    case 'WebAuthnMissing':
      return 'unsupported'
    case 'SecurityError':
      return 'wrongSite'
    case 'InvalidStateError':
      return 'alreadyEnrolled'
    case 'ConstraintError':
      return 'noUserVerification'
    case 'NotSupportedError':
    case 'UnknownError':
      return 'unsuitable'
    default:
      return null
  }
}

function byProblem(code: string): keyof KeyWords | null {
  switch (code) {
    case 'CREDENTIAL_UNKNOWN':
    case 'USER_MISMATCH':
      return 'unknown'
    case 'CREDENTIAL_INACTIVE':
    case 'PERSON_INACTIVE':
      return 'inactive'
    case 'UV_REQUIRED':
      return 'noUserVerification'
    case 'BACKUP_ELIGIBLE':
      return 'synced'
    case 'ATTESTATION':
      return 'unattested'
    case 'ORIGIN':
    case 'ORIGIN_MISMATCH':
    case 'RP_MISMATCH':
      return 'wrongSite'
    case 'CHALLENGE_EXPIRED':
    case 'CHALLENGE_UNKNOWN':
    case 'CHALLENGE_CONSUMED':
      return 'expired'
    default:
      return null
  }
}

/** Thrown before a ceremony that this browser has no way to begin. */
export function webAuthnMissing(): Error {
  return Object.assign(new Error('this browser has no WebAuthn'), { name: 'WebAuthnMissing' })
}
