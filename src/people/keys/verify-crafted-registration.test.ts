import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { COSEALG, isoCBOR } from '@simplewebauthn/server/helpers'
import {
  createAttestationRoot,
  refusalOf,
  TEST_ORIGIN,
  TEST_SITE,
  trustAnyKey,
  trustOnly,
} from '../../../test/support/software-key.ts'
import { readPrivateKey, writeAuthenticatorData, writeClientData } from '../../sandbox/authenticator-messages.ts'
import { encodeCoseKey, generateKey } from '../../sandbox/cose-key.ts'
import type { KeyTrust } from './trust.ts'
import { verifyStoredRegistration } from './verify-registration.ts'

/** Registrations that no honest key makes, put together by hand. */

type Statement = Map<string, number | Uint8Array | Uint8Array[]>

const aaguid = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee'
const expectedChallenge = new Uint8Array(randomBytes(32))
const clientData = writeClientData(
  'webauthn.create',
  Buffer.from(expectedChallenge).toString('base64url'),
  TEST_ORIGIN,
  {},
)
const keys = generateKey('ES256')
const publicKey = encodeCoseKey('ES256', keys.publicKey)
const credentialId = randomBytes(32)

interface Crafted {
  readonly format?: string
  readonly publicKey?: Uint8Array
  readonly credentialId?: Uint8Array
  readonly statement?: (signed: Buffer) => Statement
}

function verify(crafted: Crafted, trust: KeyTrust = trustAnyKey()) {
  const authData = writeAuthenticatorData(TEST_SITE.rpId, 0, { aaguid, credentialId, publicKey, ...crafted }, {})
  const signed = Buffer.concat([authData, createHash('sha256').update(clientData).digest()])
  const object = new Map<string, string | Statement | Uint8Array>([
    ['fmt', crafted.format ?? 'none'],
    ['attStmt', crafted.statement?.(signed) ?? new Map()],
    ['authData', new Uint8Array(authData)],
  ])
  return verifyStoredRegistration({
    clientDataJSON: clientData.toString('base64url'),
    attestationObject: Buffer.from(isoCBOR.encode(object)).toString('base64url'),
    expectedChallenge,
    trust,
    at: '2026-11-30T00:00:00.000Z',
  })
}

function bent(changes: Record<number, number | Uint8Array>): Uint8Array {
  const key = isoCBOR.decodeFirst<Map<number, number | Uint8Array>>(new Uint8Array(publicKey))
  for (const [label, value] of Object.entries(changes)) key.set(Number(label), value)
  return isoCBOR.encode(key)
}

describe('the public key', () => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey
  it.each([
    { name: 'with a coordinate cut short', key: bent({ [-3]: new Uint8Array(31) }) },
    { name: 'of ES256 on another curve', key: bent({ [-1]: 2 }) },
    { name: 'of ES384', key: bent({ 3: COSEALG.ES384 }) },
    { name: 'of EdDSA on an ECDSA curve', key: bent({ 3: COSEALG.EdDSA }) },
    { name: 'of RSA below 2048 bits', key: encodeCoseKey('RS256', weak) },
    { name: 'of no type', key: isoCBOR.encode(new Map([[3, COSEALG.ES256]])) },
  ])('$name is refused', async ({ key }) => {
    expect(await refusalOf(verify({ publicKey: key }))).toMatchObject({ code: 'CREDENTIAL_MALFORMED', status: 422 })
  })
})

describe('the credential id', () => {
  it.each([1, 1023])('may have %i bytes', async (length) => {
    const long = randomBytes(length)
    expect(await verify({ credentialId: long })).toMatchObject({ credentialId: long.toString('base64url') })
  })

  it.each([0, 1024])('may not have %i bytes', async (length) => {
    const refusal = await refusalOf(verify({ credentialId: randomBytes(length) }))
    expect(refusal).toMatchObject({ code: 'CREDENTIAL_MALFORMED' })
  })
})

describe('the attestation statement', () => {
  it('is empty where there is no attestation', async () => {
    expect(await verify({})).toMatchObject({ attestation: 'unattested' })
    const refusal = await refusalOf(verify({ statement: () => new Map([['alg', COSEALG.ES256]]) }))
    expect(refusal).toMatchObject({ code: 'CREDENTIAL_MALFORMED' })
  })

  it('names the algorithm of the key where the key attests itself', async () => {
    const self = (algorithm: number) => (signed: Buffer) => {
      const signature = new Uint8Array(sign('sha256', signed, keys.privateKey))
      return new Map<string, number | Uint8Array>([
        ['alg', algorithm],
        ['sig', signature],
      ])
    }
    expect(await verify({ format: 'packed', statement: self(COSEALG.ES256) })).toMatchObject({
      attestation: 'unattested',
    })
    const refusal = await refusalOf(verify({ format: 'packed', statement: self(COSEALG.RS256) }))
    expect(refusal).toMatchObject({ code: 'CREDENTIAL_MALFORMED' })
  })

  it('of a trusted maker is refused over SHA-1, in unknown algorithms, and without signature or certificates', async () => {
    const root = await createAttestationRoot()
    const maker = await root.issue(aaguid)
    const x5c = maker.certificates.map((certificate) => new Uint8Array(Buffer.from(certificate, 'base64')))
    const attested = (hash: string, algorithm: number, changes: Record<string, Uint8Array[] | undefined> = {}) => {
      const statement = (signed: Buffer) => {
        const sig = new Uint8Array(sign(hash, signed, readPrivateKey(maker.privateKey)))
        const entries = Object.entries({ alg: algorithm, sig, x5c, ...changes })
        return new Map(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
      }
      return verify({ format: 'packed', statement }, trustOnly(root))
    }
    expect(await attested('sha256', COSEALG.ES256)).toMatchObject({ attestation: 'packed' })
    expect(await refusalOf(attested('sha1', COSEALG.RS1))).toMatchObject({ code: 'ATTESTATION' })
    expect(await refusalOf(attested('sha256', -9999))).toMatchObject({ code: 'ATTESTATION' })
    expect(await refusalOf(attested('sha256', COSEALG.ES256, { x5c: [] }))).toMatchObject({
      code: 'CREDENTIAL_MALFORMED',
    })
    expect(await refusalOf(attested('sha256', COSEALG.ES256, { sig: undefined }))).toMatchObject({
      code: 'CREDENTIAL_MALFORMED',
    })
    const garbage = { x5c: [new Uint8Array([1, 2, 3])] }
    expect(await refusalOf(attested('sha256', COSEALG.ES256, garbage))).toMatchObject({ code: 'ATTESTATION' })
  })

  it.each(['tpm', 'android-key', 'apple', 'fido-u2f', 'android-safetynet', 'anything'])(
    'of format %s is refused',
    async (format) => {
      for (const trust of [trustAnyKey(), trustOnly(await createAttestationRoot())]) {
        expect(await refusalOf(verify({ format }, trust))).toMatchObject({ code: 'ATTESTATION', status: 403 })
      }
    },
  )
})
