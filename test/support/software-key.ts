import { CountersignError } from '../../src/domain/errors.ts'
import type { KeyTrust } from '../../src/people/keys/trust.ts'
import type { AttestationRoot } from '../../src/sandbox/attestation-root.ts'
import type { Bend } from '../../src/sandbox/authenticator-messages.ts'

export { createAttestationRoot, restoreAttestationRoot } from '../../src/sandbox/attestation-root.ts'
export { createSoftwareKey, restoreSoftwareKey } from '../../src/sandbox/software-key.ts'
export type { AttestationRoot, Bend }

/** A site for tests that do not care which. */
export const TEST_SITE = { rpId: 'pay.example.com', origins: ['https://pay.example.com'] } as const
export const TEST_ORIGIN = TEST_SITE.origins[0]

/** As in production: nothing but attested keys of this root. */
export function trustOnly(root: AttestationRoot, changes: Partial<KeyTrust> = {}): KeyTrust {
  const roots = { attestationRoots: [root.pem], allowedAaguids: null, revokedAaguids: [] }
  return { ...TEST_SITE, ...roots, allowUnattested: false, ...changes }
}

/** As in the demo: any key that verifies its owner and keeps its secret. */
export function trustAnyKey(changes: Partial<KeyTrust> = {}): KeyTrust {
  const roots = { attestationRoots: null, allowedAaguids: null, revokedAaguids: [] }
  return { ...TEST_SITE, ...roots, allowUnattested: true, ...changes }
}

/** What no key may get away with, neither when it is enrolled nor when it signs, and the answer. */
export const BENDS: readonly {
  readonly name: string
  readonly bend: Bend
  readonly code: string
  readonly status: number
}[] = [
  { name: 'its owner not verified', bend: { flags: { uv: false } }, code: 'UV_REQUIRED', status: 401 },
  { name: 'nobody touching it', bend: { flags: { up: false } }, code: 'UV_REQUIRED', status: 401 },
  { name: 'a synced passkey', bend: { flags: { be: true, bs: true } }, code: 'BACKUP_ELIGIBLE', status: 403 },
  { name: 'a passkey that may be synced later', bend: { flags: { be: true } }, code: 'BACKUP_ELIGIBLE', status: 403 },
  { name: 'a backup that cannot be', bend: { flags: { bs: true } }, code: 'CREDENTIAL_MALFORMED', status: 422 },
  {
    name: 'a look-alike origin',
    bend: { clientData: { origin: 'https://pay.example.com.evil.example' } },
    code: 'ORIGIN_MISMATCH',
    status: 401,
  },
  {
    name: 'another port',
    bend: { clientData: { origin: 'https://pay.example.com:8443' } },
    code: 'ORIGIN_MISMATCH',
    status: 401,
  },
  {
    name: 'plain http',
    bend: { clientData: { origin: 'http://pay.example.com' } },
    code: 'ORIGIN_MISMATCH',
    status: 401,
  },
  { name: 'no origin', bend: { clientData: { origin: undefined } }, code: 'ORIGIN_MISMATCH', status: 401 },
  {
    name: 'a page of another origin around it',
    bend: { clientData: { crossOrigin: true } },
    code: 'ORIGIN_MISMATCH',
    status: 401,
  },
  {
    name: 'crossOrigin that is not a boolean',
    bend: { clientData: { crossOrigin: null } },
    code: 'ORIGIN_MISMATCH',
    status: 401,
  },
  {
    name: 'a top origin, even our own',
    bend: { clientData: { topOrigin: 'https://pay.example.com' } },
    code: 'ORIGIN_MISMATCH',
    status: 401,
  },
  {
    name: 'a top origin across origins',
    bend: { clientData: { crossOrigin: true, topOrigin: 'https://evil.example' } },
    code: 'ORIGIN_MISMATCH',
    status: 401,
  },
  { name: 'another site', bend: { rpId: 'evil.example' }, code: 'RP_MISMATCH', status: 401 },
  { name: 'a parent domain as site', bend: { rpId: 'example.com' }, code: 'RP_MISMATCH', status: 401 },
  { name: 'another challenge', bend: { clientData: { challenge: 'AAAA' } }, code: 'CHALLENGE_MISMATCH', status: 409 },
  {
    name: 'a padded challenge',
    bend: { clientDataText: (text) => text.replace('","origin', '=","origin') },
    code: 'CHALLENGE_MISMATCH',
    status: 409,
  },
  {
    name: 'another type of client data',
    bend: { clientData: { type: 'payment.get' } },
    code: 'CREDENTIAL_MALFORMED',
    status: 422,
  },
  {
    name: 'a duplicate key in the client data',
    bend: { clientDataText: (text) => `{"origin":"https://evil.example",${text.slice(1)}` },
    code: 'CREDENTIAL_MALFORMED',
    status: 422,
  },
  {
    name: 'an escaped duplicate key in the client data',
    bend: { clientDataText: (text) => `{"\\u006frigin":"https://evil.example",${text.slice(1)}` },
    code: 'CREDENTIAL_MALFORMED',
    status: 422,
  },
  {
    name: 'a duplicate key deep in the client data',
    bend: { clientDataText: (text) => `{"extra":[{"a":1,"b":{},"a":2}],${text.slice(1)}` },
    code: 'CREDENTIAL_MALFORMED',
    status: 422,
  },
  {
    name: 'a byte order mark',
    bend: { clientDataText: (text) => `\uFEFF${text}` },
    code: 'CREDENTIAL_MALFORMED',
    status: 422,
  },
  {
    name: 'client data that is no object',
    bend: { clientDataText: (text) => `[${text}]` },
    code: 'CREDENTIAL_MALFORMED',
    status: 422,
  },
  {
    name: 'client data that is no JSON',
    bend: { clientDataText: (text) => text.slice(0, -1) },
    code: 'CREDENTIAL_MALFORMED',
    status: 422,
  },
]

/** What a promise is refused with; fails when it is not, or breaks in any other way. */
export async function refusalOf(promise: Promise<unknown>): Promise<CountersignError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof CountersignError) return error
    throw error
  }
  throw new Error('Unexpected acceptance, expected a refusal')
}
