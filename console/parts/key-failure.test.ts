import { Problem } from '../api/problem.ts'
import { keyFailure, webAuthnMissing } from './key-failure.ts'

const named = (name: string, code?: string): Error => Object.assign(new Error('from a browser'), { name, code })
const problem = (code: string): Problem =>
  new Problem({ status: 401, code, detail: '', errors: [], retryAfterSeconds: null })

describe('what went wrong with a key', () => {
  it.each([
    ['a cancelled or unanswered request', named('NotAllowedError'), 'cancelled'],
    ['a request that was given up', named('AbortError', 'ERROR_CEREMONY_ABORTED'), 'cancelled'],
    ['another address', named('SecurityError', 'ERROR_INVALID_RP_ID'), 'wrongSite'],
    [
      'a key enrolled before',
      named('InvalidStateError', 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED'),
      'alreadyEnrolled',
    ],
    ['a key without PIN', named('ConstraintError'), 'noUserVerification'],
    ['a browser that cannot', webAuthnMissing(), 'unsupported'],
    ['a key nobody enrolled', problem('CREDENTIAL_UNKNOWN'), 'unknown'],
    ['a revoked key', problem('CREDENTIAL_INACTIVE'), 'inactive'],
    ['a synced passkey', problem('BACKUP_ELIGIBLE'), 'synced'],
    ['a key without attestation', problem('ATTESTATION'), 'unattested'],
    ['a challenge too old', problem('CHALLENGE_EXPIRED'), 'expired'],
  ])('is told apart: %s', (_what, error, expected) => {
    expect(keyFailure(error)).toBe(expected)
  })

  it.each([problem('TOO_MANY_REQUESTS'), new TypeError('inside'), 'text', null])('is nothing of keys: %s', (error) => {
    expect(keyFailure(error)).toBeNull()
  })
})
