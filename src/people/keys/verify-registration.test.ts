import { randomBytes } from 'node:crypto'
import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import {
  BENDS,
  createAttestationRoot,
  createSoftwareKey,
  refusalOf,
  restoreAttestationRoot,
  restoreSoftwareKey,
  TEST_ORIGIN,
  TEST_SITE,
  trustAnyKey,
  trustOnly,
} from '../../../test/support/software-key.ts'
import type { AttestationRoot } from '../../../test/support/software-key.ts'
import type { KeyTrust } from './trust.ts'
import { registrationOptions } from './registration-options.ts'
import { verifyRegistration, verifyStoredRegistration } from './verify-registration.ts'

const AAGUID = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee'
const challenge = new Uint8Array(randomBytes(32))
const at = { origin: TEST_ORIGIN }

let root: AttestationRoot
let trust: KeyTrust
let options: PublicKeyCredentialCreationOptionsJSON

beforeAll(async () => {
  root = await createAttestationRoot()
  trust = trustOnly(root)
  options = await optionsUnder(trust)
})

function optionsUnder(keyTrust: KeyTrust): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const user = { handle: new Uint8Array(16), name: 'ana@example.com', displayName: 'Ana Example' }
  return registrationOptions({ trust: keyTrust, rpName: 'Countersign', user, challenge, excludeCredentials: [] })
}

function verify(credential: RegistrationResponseJSON, under: KeyTrust = trust) {
  return verifyRegistration({ credential, expectedChallenge: challenge, trust: under })
}

describe('where attestation is demanded', () => {
  it.each(['ES256', 'EdDSA', 'RS256'] as const)('accepts an attested %s key and says what it is', async (algorithm) => {
    const key = await createSoftwareKey({ root, aaguid: AAGUID, algorithm })
    const credential = await key.create(options, at)
    const verified = await verify(credential)
    expect(verified).toMatchObject({
      credentialId: credential.id,
      aaguid: AAGUID,
      algorithm: { ES256: -7, EdDSA: -8, RS256: -257 }[algorithm],
      attestation: 'packed',
      counter: 0,
      transports: ['usb'],
    })
    expect(verified.fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect(verified.rootFingerprint).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each(BENDS)('refuses a key with $name as $code', async ({ bend, code, status }) => {
    const key = await createSoftwareKey({ root })
    expect(
      await refusalOf(key.create(options, { ...at, bend }).then((credential) => verify(credential))),
    ).toMatchObject({ code, status })
  })

  it.each(['none', 'self'] as const)('refuses attestation %s', async (attestation) => {
    const key = await createSoftwareKey({ root })
    const credential = await key.create(options, { ...at, bend: { attestation } })
    expect(await refusalOf(verify(credential))).toMatchObject({ code: 'ATTESTATION', status: 403 })
  })

  it('refuses a key whose maker is unknown, even under the same name', async () => {
    const key = await createSoftwareKey({ root: await createAttestationRoot() })
    expect(await refusalOf(verify(await key.create(options, at)))).toMatchObject({ code: 'ATTESTATION', status: 403 })
  })

  it('refuses every key when no root is configured', async () => {
    const key = await createSoftwareKey({ root })
    const credential = await key.create(options, at)
    const refusal = await refusalOf(verify(credential, { ...trust, attestationRoots: null }))
    expect(refusal).toMatchObject({ code: 'ATTESTATION' })
  })

  it('refuses a model that is not allowed, and one that is revoked even though allowed', async () => {
    const credential = await (await createSoftwareKey({ root, aaguid: AAGUID })).create(options, at)
    const other = 'bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee'
    const revoked = { ...trust, allowedAaguids: [AAGUID], revokedAaguids: [AAGUID] }
    expect(await verify(credential, { ...trust, allowedAaguids: [other, AAGUID] })).toMatchObject({
      attestation: 'packed',
    })
    expect(await refusalOf(verify(credential, { ...trust, allowedAaguids: [other] }))).toMatchObject({
      code: 'ATTESTATION',
    })
    expect(await refusalOf(verify(credential, revoked))).toMatchObject({ code: 'ATTESTATION' })
  })

  it('takes a root from the metadata for its own model only', async () => {
    const credential = await (await createSoftwareKey({ root, aaguid: AAGUID })).create(options, at)
    const under = (aaguid: string) => ({ ...trust, attestationRoots: null, rootsByAaguid: { [aaguid]: [root.pem] } })
    expect(await verify(credential, under(AAGUID))).toMatchObject({ attestation: 'packed' })
    expect(await refusalOf(verify(credential, under('bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee')))).toMatchObject({
      code: 'ATTESTATION',
    })
  })

  it.each([
    { name: 'for another model', leaf: { certifiedAaguid: 'bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee' } },
    { name: 'of another purpose', leaf: { organisationalUnit: 'Web servers' } },
    { name: 'that is a CA', leaf: { ca: true } },
    { name: 'that has expired', leaf: { notAfter: new Date('2021-01-01T00:00:00Z') } },
  ])('refuses an attestation certificate $name', async ({ leaf }) => {
    const key = await createSoftwareKey({ root, leaf })
    expect(await refusalOf(verify(await key.create(options, at)))).toMatchObject({ code: 'ATTESTATION' })
  })

  it('accepts a certificate that names no model', async () => {
    const key = await createSoftwareKey({ root, leaf: { certifiedAaguid: null } })
    expect(await verify(await key.create(options, at))).toMatchObject({ attestation: 'packed' })
  })

  it("refuses the attestation of another key's registration", async () => {
    const key = await createSoftwareKey({ root })
    const [mine, theirs] = [await key.create(options, at), await key.create(options, at)]
    const swapped = { ...mine, response: { ...mine.response, attestationObject: graft(theirs, mine) } }
    expect(await refusalOf(verify(swapped))).toMatchObject({ code: 'SIGNATURE_INVALID', status: 401 })
  })

  it('refuses a genuine attestation signed by nobody: one bit of the signature turned', async () => {
    const credential = await (await createSoftwareKey({ root })).create(options, at)
    const object = Buffer.from(credential.response.attestationObject, 'base64url')
    const signatureEnd = object.indexOf(Buffer.from('cx5c')) - 1
    object.writeUInt8(object.readUInt8(signatureEnd) ^ 1, signatureEnd)
    const bent = {
      ...credential,
      response: { ...credential.response, attestationObject: object.toString('base64url') },
    }
    expect(await refusalOf(verify(bent))).toMatchObject({ code: 'SIGNATURE_INVALID', status: 401 })
  })
})

describe('where software and platform keys are allowed', () => {
  it.each(['none', 'self', 'packed'] as const)(
    'takes attestation %s of an unknown maker as unattested',
    async (attestation) => {
      const key = await createSoftwareKey({ root })
      const credential = await key.create(options, { ...at, bend: { attestation } })
      expect(await verify(credential, trustAnyKey())).toMatchObject({
        attestation: 'unattested',
        rootFingerprint: null,
      })
    },
  )

  it('asks for no attestation and gets none', async () => {
    const key = await createSoftwareKey({ root })
    const credential = await key.create(await optionsUnder(trustAnyKey()), at)
    expect(await verify(credential, trustAnyKey())).toMatchObject({ attestation: 'unattested' })
    expect(await refusalOf(verify(credential))).toMatchObject({ code: 'ATTESTATION' })
  })

  it.each(BENDS)('still refuses a key with $name as $code', async ({ bend, code }) => {
    const credential = await (await createSoftwareKey()).create(options, { ...at, bend })
    expect(await refusalOf(verify(credential, trustAnyKey()))).toMatchObject({ code })
  })

  it('takes a synced passkey only where that is switched on as well', async () => {
    const credential = await (
      await createSoftwareKey()
    ).create(options, { ...at, bend: { flags: { be: true, bs: true } } })
    expect(await verify(credential, trustAnyKey({ allowBackupEligible: true }))).toMatchObject({
      attestation: 'unattested',
    })
  })

  it('refuses a self-attestation that does not verify', async () => {
    const key = await createSoftwareKey()
    const [mine, theirs] = [await key.create(options, at), await key.create(options, at)]
    const swapped = { ...mine, response: { ...mine.response, attestationObject: graft(theirs, mine) } }
    expect(await refusalOf(verify(swapped, trustAnyKey()))).toMatchObject({ code: 'SIGNATURE_INVALID' })
  })
})

describe('what a registration is made of', () => {
  it('refuses an id that is not the one the key signed', async () => {
    const credential = await (await createSoftwareKey({ root })).create(options, at)
    const other = randomBytes(32).toString('base64url')
    for (const bent of [
      { ...credential, id: other },
      { ...credential, rawId: other },
      { ...credential, id: other, rawId: other },
    ]) {
      expect(await refusalOf(verify(bent))).toMatchObject({ code: 'CREDENTIAL_MALFORMED', status: 422 })
    }
  })

  it('refuses bytes after the attestation object, padding, and objects that are none', async () => {
    const credential = await (await createSoftwareKey({ root })).create(options, at)
    const object = Buffer.from(credential.response.attestationObject, 'base64url')
    const bends = [
      Buffer.concat([object, Buffer.from([0])]).toString('base64url'),
      `${credential.response.attestationObject}=`,
      Buffer.from(isoCBOR.encode('packed')).toString('base64url'),
      object.subarray(0, -1).toString('base64url'),
      '',
    ]
    for (const attestationObject of bends) {
      const bent = { ...credential, response: { ...credential.response, attestationObject } }
      expect(await refusalOf(verify(bent))).toMatchObject({ code: 'CREDENTIAL_MALFORMED', status: 422 })
    }
  })

  it('refuses an assertion in place of a registration', async () => {
    const key = await createSoftwareKey({ root })
    await key.create(options, at)
    const { response } = await key.get({ challenge: options.challenge, rpId: TEST_SITE.rpId }, at)
    const object = isoCBOR.encode(
      new Map<string, string | Uint8Array | Map<string, string>>([
        ['fmt', 'none'],
        ['attStmt', new Map<string, string>()],
        ['authData', new Uint8Array(Buffer.from(response.authenticatorData, 'base64url'))],
      ]),
    )
    const { response: registration } = await key.create(options, at)
    const stored = {
      clientDataJSON: registration.clientDataJSON,
      attestationObject: Buffer.from(object).toString('base64url'),
    }
    const input = { ...stored, expectedChallenge: challenge, trust: trustAnyKey(), at: new Date().toISOString() }
    expect(await refusalOf(verifyStoredRegistration(input))).toMatchObject({ code: 'CREDENTIAL_MALFORMED' })
  })
})

describe('a registration on record', () => {
  it('verifies again by the date of enrolment, long after its certificate expired', async () => {
    const key = await createSoftwareKey({ root, leaf: { notAfter: new Date('2021-01-01T00:00:00Z') } })
    const { response } = await key.create(options, at)
    const { clientDataJSON, attestationObject } = response
    const stored = { clientDataJSON, attestationObject, expectedChallenge: challenge, trust }
    const enrolled = { ...stored, at: '2020-06-01T00:00:00.000Z' }
    expect(await verifyStoredRegistration(enrolled)).toMatchObject({ attestation: 'packed' })
    expect(await refusalOf(verifyStoredRegistration({ ...stored, at: '2022-01-01T00:00:00.000Z' }))).toMatchObject({
      code: 'ATTESTATION',
    })
  })

  it('verifies a key restored from its JSON, under a root restored from its own', async () => {
    const maker = await restoreAttestationRoot(copy(root.toJSON()))
    expect(maker.pem).toBe(root.pem)
    const key = restoreSoftwareKey(copy((await createSoftwareKey({ root: maker })).toJSON()))
    expect(await verify(await key.create(options, at))).toMatchObject({ attestation: 'packed' })
  })
})

function copy<T>(value: T): T {
  const text = JSON.stringify(value)
  return JSON.parse(text) as T
}

/** The attestation object of one registration with the statement of another. */
function graft(statementOf: RegistrationResponseJSON, objectOf: RegistrationResponseJSON): string {
  const read = (credential: RegistrationResponseJSON) =>
    isoCBOR.decodeFirst<Map<string, Uint8Array>>(
      new Uint8Array(Buffer.from(credential.response.attestationObject, 'base64url')),
    )
  const object = read(objectOf)
  const statement = read(statementOf).get('attStmt')
  if (statement !== undefined) object.set('attStmt', statement)
  return Buffer.from(isoCBOR.encode(object)).toString('base64url')
}
