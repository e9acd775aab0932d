import { randomBytes } from 'node:crypto'
import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { BENDS, createSoftwareKey, refusalOf, TEST_ORIGIN, trustAnyKey } from '../../../test/support/software-key.ts'
import type { Bend } from '../../../test/support/software-key.ts'
import type { SoftwareKey } from '../../sandbox/software-key.ts'
import { assertionOptions } from './assertion-options.ts'
import { registrationOptions } from './registration-options.ts'
import type { AssertionInput } from './verify-assertion.ts'
import { isCounterAccepted, verifyAssertion, verifyStoredAssertion } from './verify-assertion.ts'
import { verifyRegistration } from './verify-registration.ts'
import type { VerifiedKey } from './verify-registration.ts'

const trust = trustAnyKey()
const at = { origin: TEST_ORIGIN }
const expectedChallenge = new Uint8Array(randomBytes(32))
const handle = randomBytes(16)
const userHandle = handle.toString('base64url')

let softwareKey: SoftwareKey
let key: VerifiedKey
let options: PublicKeyCredentialRequestOptionsJSON

beforeAll(async () => {
  softwareKey = await createSoftwareKey()
  key = await enrol(softwareKey)
  options = await assertionOptions({ trust, challenge: expectedChallenge, allowCredentials: [key] })
})

async function enrol(newKey: SoftwareKey): Promise<VerifiedKey> {
  const challenge = new Uint8Array(randomBytes(32))
  const user = { handle, name: 'ana@example.com', displayName: 'Ana Example' }
  const creation = await registrationOptions({ trust, rpName: 'Countersign', user, challenge, excludeCredentials: [] })
  return verifyRegistration({ credential: await newKey.create(creation, at), expectedChallenge: challenge, trust })
}

function sign(bend: Bend = {}): Promise<AuthenticationResponseJSON> {
  return softwareKey.get(options, { ...at, bend })
}

function verify(credential: AuthenticationResponseJSON, changes: Partial<AssertionInput> = {}) {
  return verifyAssertion({ credential, key, expectedChallenge, trust, userHandle, ...changes })
}

describe('verifyAssertion', () => {
  it.each(['ES256', 'EdDSA', 'RS256'] as const)('accepts the signature of an %s key', async (algorithm) => {
    const other = await createSoftwareKey({ algorithm })
    const enrolled = await enrol(other)
    const request = await assertionOptions({ trust, challenge: expectedChallenge, allowCredentials: [enrolled] })
    const credential = await other.get(request, at)
    const { clientDataJSON, authenticatorData, signature } = credential.response
    const expected = { newCounter: 1, clientDataJSON, authenticatorData, signature }
    expect(await verify(credential, { key: enrolled })).toEqual(expected)
  })

  it.each(BENDS)('refuses an assertion with $name as $code', async ({ bend, code, status }) => {
    expect(await refusalOf(sign(bend).then((credential) => verify(credential)))).toMatchObject({ code, status })
  })

  it('accepts fields in the client data that nobody has heard of', async () => {
    const credential = await sign({ clientData: { other_keys_can_be_added_here: 'do not compare against a template' } })
    expect(await verify(credential)).toHaveProperty('newCounter')
  })

  it('accepts client data without crossOrigin, as older browsers write it', async () => {
    expect(await verify(await sign({ clientData: { crossOrigin: undefined } }))).toHaveProperty('newCounter')
  })

  it("refuses another key's signature", async () => {
    const other = await createSoftwareKey()
    const stranger = await enrol(other)
    const request = await assertionOptions({ trust, challenge: expectedChallenge, allowCredentials: [] })
    const credential = await other.get(request, at)
    const mine = { ...credential, id: key.credentialId, rawId: key.credentialId }
    expect(await refusalOf(verify(credential))).toMatchObject({ code: 'SIGNATURE_INVALID', status: 401 })
    expect(await refusalOf(verify(mine))).toMatchObject({ code: 'SIGNATURE_INVALID', status: 401 })
    expect(await verify(credential, { key: stranger })).toHaveProperty('newCounter')
    const renamed = { ...(await sign()), id: stranger.credentialId, rawId: stranger.credentialId }
    expect(await refusalOf(verify(renamed))).toMatchObject({ code: 'SIGNATURE_INVALID', status: 401 })
  })

  it('refuses a challenge that differs in one bit', async () => {
    const challenge = Uint8Array.from(expectedChallenge, (byte, index) => (index === 31 ? byte ^ 1 : byte))
    expect(await refusalOf(verify(await sign(), { expectedChallenge: challenge }))).toMatchObject({
      code: 'CHALLENGE_MISMATCH',
      status: 409,
    })
  })

  it("refuses somebody else's user handle, and needs none", async () => {
    const credential = await sign({ userHandle: 'bWFsbG9yeQ' })
    expect(await refusalOf(verify(credential))).toMatchObject({ code: 'USER_MISMATCH', status: 401 })
    const { userHandle: _, ...response } = credential.response
    expect(await verify({ ...credential, response })).toHaveProperty('newCounter')
  })

  it('refuses signatures and data that are not unpadded base64url', async () => {
    const credential = await sign()
    for (const field of ['clientDataJSON', 'authenticatorData', 'signature'] as const) {
      for (const text of [`${credential.response[field]}=`, `${credential.response[field]}\n`, '+/+/', ' ', '']) {
        const bent = { ...credential, response: { ...credential.response, [field]: text } }
        expect(await refusalOf(verify(bent))).toMatchObject({ code: 'CREDENTIAL_MALFORMED', status: 422 })
      }
    }
  })

  it('refuses client data that is not UTF-8 throughout', async () => {
    const credential = await sign({ clientData: { extra: '?' } })
    const bytes = Buffer.from(credential.response.clientDataJSON, 'base64url')
    bytes.writeUInt8(0xff, bytes.lastIndexOf('?'))
    const response = { ...credential.response, clientDataJSON: bytes.toString('base64url') }
    const refusal = await refusalOf(verify({ ...credential, response }))
    expect(refusal).toMatchObject({ code: 'CREDENTIAL_MALFORMED', status: 422 })
  })

  it('refuses a synced passkey unless that is switched on', async () => {
    const credential = await sign({ flags: { be: true, bs: true } })
    expect(await verify(credential, { trust: trustAnyKey({ allowBackupEligible: true }) })).toHaveProperty('newCounter')
  })
})

describe('the signature counter', () => {
  it.each([
    { stored: 0, presented: 0, accepted: true },
    { stored: 0, presented: 1, accepted: true },
    { stored: 5, presented: 6, accepted: true },
    { stored: 5, presented: 5, accepted: false },
    { stored: 5, presented: 4, accepted: false },
    { stored: 5, presented: 0, accepted: false },
  ])('from $stored to $presented: accepted is $accepted', ({ stored, presented, accepted }) => {
    expect(isCounterAccepted(stored, presented)).toBe(accepted)
  })
})

describe('an assertion on record', () => {
  it('verifies again from its raw bytes, whatever the counter is now', async () => {
    const { newCounter, ...signed } = await verify(await sign())
    const { credentialId, publicKey } = key
    const stored = { ...signed, credentialId, publicKey, expectedChallenge, trust }
    expect(await verifyStoredAssertion(stored)).toEqual({ newCounter })
    const elsewhere = { ...stored, trust: { ...trust, origins: ['https://elsewhere.example'] } }
    expect(await refusalOf(verifyStoredAssertion(elsewhere))).toMatchObject({ code: 'ORIGIN_MISMATCH' })
  })

  it.each(['authenticatorData', 'clientDataJSON'] as const)(
    'is refused with any one byte of %s changed',
    async (field) => {
      const { newCounter: _, ...signed } = await verify(await sign())
      const { credentialId, publicKey } = key
      const original = Buffer.from(signed[field], 'base64url')
      const accepted: string[] = []
      for (const position of original.keys()) {
        for (const bit of [1 << (position % 8), 0xff]) {
          const bytes = Buffer.from(original)
          bytes.writeUInt8(bytes.readUInt8(position) ^ bit, position)
          const stored = {
            ...signed,
            [field]: bytes.toString('base64url'),
            credentialId,
            publicKey,
            expectedChallenge,
            trust,
          }
          // Whatever is not a refusal, a crash included, is not good enough.
          const refusal = await refusalOf(verifyStoredAssertion(stored)).catch(() => null)
          if (refusal === null) accepted.push(`${position} xor ${bit}`)
        }
      }
      expect(original.byteLength).toBeGreaterThan(36)
      expect(accepted).toEqual([])
    },
  )
})
