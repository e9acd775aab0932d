import { CountersignError } from '../../domain/errors.ts'

/** What the verification of a security key answers; each code is part of the outside contract. */

export function malformedCredential(detail: string, cause?: unknown): CountersignError {
  return new CountersignError({ code: 'CREDENTIAL_MALFORMED', status: 422, detail, cause })
}

export function refuseAttestation(detail: string, cause?: unknown): CountersignError {
  return new CountersignError({ code: 'ATTESTATION', status: 403, detail, cause })
}

export function originMismatch(detail: string): CountersignError {
  return new CountersignError({ code: 'ORIGIN_MISMATCH', status: 401, detail })
}

export function rpMismatch(): CountersignError {
  const detail = 'The key signed for another site. Open this installation at its own address and try again.'
  return new CountersignError({ code: 'RP_MISMATCH', status: 401, detail })
}

export function challengeMismatch(): CountersignError {
  const detail = 'The key signed something other than what was asked. Fetch a new challenge and sign that.'
  return new CountersignError({ code: 'CHALLENGE_MISMATCH', status: 409, detail })
}

export function userVerificationRequired(): CountersignError {
  const detail = 'The key must verify its owner by PIN or fingerprint. Set one up on the key and try again.'
  return new CountersignError({ code: 'UV_REQUIRED', status: 401, detail })
}

export function backupEligible(): CountersignError {
  const detail = 'This is a passkey that can be copied to other devices. Use a security key that keeps its secret.'
  return new CountersignError({ code: 'BACKUP_ELIGIBLE', status: 403, detail })
}

export function invalidSignature(detail: string, cause?: unknown): CountersignError {
  return new CountersignError({ code: 'SIGNATURE_INVALID', status: 401, detail, cause })
}

export function userMismatch(): CountersignError {
  const detail = 'The key holds this credential for somebody else. Sign with your own key.'
  return new CountersignError({ code: 'USER_MISMATCH', status: 401, detail })
}

export function counterRegression(): CountersignError {
  const detail = 'The signature counter of this key did not move forward. Try once more; if it repeats, report the key.'
  return new CountersignError({ code: 'COUNTER_REGRESSION', status: 409, detail })
}
