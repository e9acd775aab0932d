import { randomBytes } from 'node:crypto'
import {
  createAttestationRoot,
  createSoftwareKey,
  TEST_ORIGIN,
  TEST_SITE,
  type AttestationRoot,
} from '../../../test/support/software-key.ts'
import { registrationOptions } from '../../people/keys/registration-options.ts'
import type { KeyTrust } from '../../people/keys/trust.ts'
import {
  verifyStoredRegistration,
  type StoredRegistration,
  type VerifyRegistration,
} from '../../people/keys/verify-registration.ts'
import { rememberRegistrations } from './remember-registrations.ts'

const AAGUID = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee'
const OTHER = 'bbbbbbbb-cccc-4ddd-8eee-ffffffffffff'

/** Everything that there is to hand in: what is added to it must be added here, or this does not compile. */
type Everything = Required<StoredRegistration> & { readonly trust: Required<KeyTrust> }

describe('A signer that remembers registrations', () => {
  let root: AttestationRoot
  let another: AttestationRoot
  let genuine: Everything
  let asked: number
  const counted: VerifyRegistration = (stored) => {
    asked += 1
    return verifyStoredRegistration(stored)
  }

  beforeAll(async () => {
    root = await createAttestationRoot()
    another = await createAttestationRoot()
    genuine = await enrol()
  })
  beforeEach(() => {
    asked = 0
  })

  async function enrol(): Promise<Everything> {
    const trust: Required<KeyTrust> = {
      ...{ rpId: TEST_SITE.rpId, origins: [TEST_ORIGIN], attestationRoots: [root.pem] },
      ...{ rootsByAaguid: { [OTHER]: [another.pem] }, allowedAaguids: [AAGUID], revokedAaguids: [OTHER] },
      ...{ allowUnattested: false, allowBackupEligible: false },
    }
    const challenge = new Uint8Array(randomBytes(32))
    const user = { handle: new Uint8Array(16), name: 'ana@example.com', displayName: 'Ana Example' }
    const options = await registrationOptions({ trust, rpName: 'Countersign', user, challenge, excludeCredentials: [] })
    const key = await createSoftwareKey({ root, aaguid: AAGUID })
    const { response } = await key.create(options, { origin: TEST_ORIGIN })
    const { clientDataJSON, attestationObject } = response
    return { clientDataJSON, attestationObject, expectedChallenge: challenge, trust, at: new Date().toISOString() }
  }

  it('verifies the same one once, and says the same of it', async () => {
    const remembering = rememberRegistrations(counted)
    const first = await remembering(genuine)
    expect(first).toEqual(await verifyStoredRegistration(genuine))
    first.publicKey.fill(0)
    expect(await remembering(structuredClone(genuine))).toEqual(await verifyStoredRegistration(genuine))
    expect(asked).toBe(1)
  })

  const turned = (text: string): string => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`
  const under = (change: (trust: Required<KeyTrust>) => Partial<KeyTrust>) => (one: Everything) => ({
    ...one,
    trust: { ...one.trust, ...change(one.trust) },
  })
  const CHANGES: {
    readonly [member in keyof (Everything & Required<KeyTrust>)]: readonly ((one: Everything) => StoredRegistration)[]
  } = {
    clientDataJSON: [(one) => ({ ...one, clientDataJSON: turned(one.clientDataJSON) })],
    attestationObject: [
      (one) => ({ ...one, attestationObject: turned(one.attestationObject) }),
      (one) => ({ ...one, attestationObject: `${one.attestationObject}AA` }),
    ],
    expectedChallenge: [
      (one) => ({ ...one, expectedChallenge: one.expectedChallenge.map((byte, at) => (at === 31 ? byte ^ 1 : byte)) }),
      (one) => ({ ...one, expectedChallenge: one.expectedChallenge.slice(0, 31) }),
    ],
    at: [
      (one) => ({ ...one, at: new Date(Date.parse(one.at) + 1).toISOString() }),
      // Before the certificates were valid, and long after.
      (one) => ({ ...one, at: '2001-01-01T00:00:00.000Z' }),
      (one) => ({ ...one, at: '2101-01-01T00:00:00.000Z' }),
    ],
    trust: [
      under(({ attestationRoots, allowedAaguids }) => ({
        attestationRoots: allowedAaguids,
        allowedAaguids: attestationRoots,
      })),
    ],
    rpId: [under(() => ({ rpId: 'pay.example.org' }))],
    origins: [under(() => ({ origins: [] })), under(() => ({ origins: [`${TEST_ORIGIN}:8443`] }))],
    attestationRoots: [
      under(() => ({ attestationRoots: null })),
      under(() => ({ attestationRoots: [] })),
      under(() => ({ attestationRoots: [another.pem] })),
      under(({ attestationRoots }) => ({ attestationRoots: [...(attestationRoots ?? []), another.pem] })),
    ],
    rootsByAaguid: [
      under(() => ({ rootsByAaguid: {} })),
      under(() => ({ rootsByAaguid: { [AAGUID]: [another.pem] } })),
    ],
    allowedAaguids: [
      under(() => ({ allowedAaguids: null })),
      under(() => ({ allowedAaguids: [] })),
      under(() => ({ allowedAaguids: [OTHER] })),
    ],
    revokedAaguids: [under(() => ({ revokedAaguids: [] })), under(() => ({ revokedAaguids: [AAGUID] }))],
    allowUnattested: [under(() => ({ allowUnattested: true }))],
    allowBackupEligible: [under(() => ({ allowBackupEligible: true }))],
  }

  it.each(Object.entries(CHANGES))('verifies anew where %s is another', async (_member, changes) => {
    const remembering = rememberRegistrations(counted)
    await remembering(genuine)
    for (const [at, change] of changes.entries()) {
      const changed = change(genuine)
      const answer = await answerOf(remembering(changed))
      expect(asked).toBe(2 + at)
      expect(answer).toEqual(await answerOf(verifyStoredRegistration(changed)))
    }
  })

  it('never remembers a refusal, nor lets one stand in the way of what is right', async () => {
    const remembering = rememberRegistrations(counted)
    const revoked = { ...genuine, trust: { ...genuine.trust, revokedAaguids: [AAGUID] } }
    for (let time = 1; time <= 2; time += 1) {
      await expect(remembering(revoked)).rejects.toThrow('known to be broken')
      expect(asked).toBe(time)
    }
    await expect(remembering(genuine)).resolves.toMatchObject({ attestation: 'packed' })
  })

  it('forgets the one that was not asked for the longest', async () => {
    const remembering = rememberRegistrations(counted, 2)
    const [second, third] = [await enrol(), await enrol()]
    for (const one of [genuine, second, genuine, third]) await remembering(one)
    expect(asked).toBe(3)
    await remembering(genuine)
    expect(asked).toBe(3)
    await remembering(second)
    expect(asked).toBe(4)
  })
})

async function answerOf(verified: Promise<unknown>): Promise<unknown> {
  return verified.catch((error: unknown) => String(error))
}
