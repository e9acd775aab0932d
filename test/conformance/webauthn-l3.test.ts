import { createECDH, createHash, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import {
  decodeAttestationObject,
  decodeCredentialPublicKey,
  parseAuthenticatorData,
  verifySignature,
} from '@simplewebauthn/server/helpers'
import { CountersignError } from '../../src/domain/errors.ts'
import type { KeyTrust } from '../../src/people/keys/trust.ts'
import { isTestRoot } from '../../src/people/keys/test-roots.ts'
import { verifyAssertion, verifyStoredAssertion } from '../../src/people/keys/verify-assertion.ts'
import { verifyRegistration, verifyStoredRegistration } from '../../src/people/keys/verify-registration.ts'

const FILE = join(import.meta.dirname, '../../../shared/vectors/webauthn-l3.json')

interface Vector {
  readonly name: string
  /** What the key was made of, in hex: nothing that we have read. */
  readonly registration: {
    readonly aaguid: string
    readonly credential_id: string
    readonly credential_private_key?: string
  }
  readonly registrationResponseJSON: RegistrationResponseJSON
  readonly registrationChallengeB64url: string
  readonly authenticationResponseJSON: AuthenticationResponseJSON
  readonly authenticationChallengeB64url: string
}
interface VectorFile {
  readonly rpId: string
  readonly origin: string
  readonly attestation_ca_cert: string
  readonly vectors: readonly Vector[]
}

/**
 * What our policy makes of each pair, enrolling and then signing. `strict` is production with the vectors' CA as the
 * only root. Hardly a vector passes it, because most are backup-eligible: `synced` is the same with that allowed, to
 * show what attestation alone decides. `lenient` is the demo, synced passkeys included.
 */
const VERDICTS: readonly {
  readonly name: string
  readonly strict: string
  readonly synced: string
  readonly lenient: string
  readonly signing: string
}[] = [
  { name: 'none-es256', strict: 'UV_REQUIRED', synced: 'UV_REQUIRED', lenient: 'UV_REQUIRED', signing: 'UV_REQUIRED' },
  {
    name: 'packed-self-es256',
    strict: 'BACKUP_ELIGIBLE',
    synced: 'ATTESTATION',
    lenient: 'unattested',
    signing: 'UV_REQUIRED',
  },
  {
    name: 'none-es256-crossOrigin',
    strict: 'ORIGIN_MISMATCH',
    synced: 'ORIGIN_MISMATCH',
    lenient: 'ORIGIN_MISMATCH',
    signing: 'ORIGIN_MISMATCH',
  },
  {
    name: 'none-es256-topOrigin',
    strict: 'ORIGIN_MISMATCH',
    synced: 'ORIGIN_MISMATCH',
    lenient: 'ORIGIN_MISMATCH',
    signing: 'ORIGIN_MISMATCH',
  },
  {
    name: 'none-es256-long-credential-id',
    strict: 'UV_REQUIRED',
    synced: 'UV_REQUIRED',
    lenient: 'UV_REQUIRED',
    signing: 'BACKUP_ELIGIBLE',
  },
  {
    name: 'packed-es256',
    strict: 'BACKUP_ELIGIBLE',
    synced: 'packed',
    lenient: 'unattested',
    signing: 'BACKUP_ELIGIBLE',
  },
  {
    name: 'packed-es384',
    strict: 'UV_REQUIRED',
    synced: 'UV_REQUIRED',
    lenient: 'UV_REQUIRED',
    signing: 'BACKUP_ELIGIBLE',
  },
  {
    name: 'packed-es512',
    strict: 'BACKUP_ELIGIBLE',
    synced: 'CREDENTIAL_MALFORMED',
    lenient: 'CREDENTIAL_MALFORMED',
    signing: 'UV_REQUIRED',
  },
  { name: 'packed-rs256', strict: 'BACKUP_ELIGIBLE', synced: 'packed', lenient: 'unattested', signing: 'UV_REQUIRED' },
  {
    name: 'packed-eddsa',
    strict: 'UV_REQUIRED',
    synced: 'UV_REQUIRED',
    lenient: 'UV_REQUIRED',
    signing: 'UV_REQUIRED',
  },
  {
    name: 'packed-ed448',
    strict: 'UV_REQUIRED',
    synced: 'UV_REQUIRED',
    lenient: 'UV_REQUIRED',
    signing: 'BACKUP_ELIGIBLE',
  },
  {
    name: 'tpm-es256',
    strict: 'BACKUP_ELIGIBLE',
    synced: 'ATTESTATION',
    lenient: 'ATTESTATION',
    signing: 'BACKUP_ELIGIBLE',
  },
  {
    name: 'android-key-es256',
    strict: 'BACKUP_ELIGIBLE',
    synced: 'ATTESTATION',
    lenient: 'ATTESTATION',
    signing: 'UV_REQUIRED',
  },
  { name: 'apple-es256', strict: 'UV_REQUIRED', synced: 'UV_REQUIRED', lenient: 'UV_REQUIRED', signing: 'UV_REQUIRED' },
  {
    name: 'fido-u2f-es256',
    strict: 'UV_REQUIRED',
    synced: 'UV_REQUIRED',
    lenient: 'UV_REQUIRED',
    signing: 'UV_REQUIRED',
  },
]

/** Whose algorithm neither the library nor we verify. */
const UNSUPPORTED = ['packed-ed448']

const describeIfPresent = existsSync(FILE) ? describe : describe.skip

describeIfPresent('the test vectors of WebAuthn Level 3', () => {
  const file: VectorFile = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : { vectors: [] }
  const ca = () => new X509Certificate(Buffer.from(file.attestation_ca_cert, 'hex'))
  const strict = (): KeyTrust => ({
    rpId: file.rpId,
    origins: [file.origin],
    attestationRoots: [ca().toString()],
    allowedAaguids: null,
    revokedAaguids: [],
    allowUnattested: false,
  })
  const synced = (): KeyTrust => ({ ...strict(), allowBackupEligible: true })
  const lenient = (): KeyTrust => ({ ...synced(), attestationRoots: null, allowUnattested: true })

  function vector(name: string): Vector {
    const found = file.vectors.find((candidate) => candidate.name === name)
    if (found === undefined) throw new Error(`Unexpected set of vectors, expected one named ${name}`)
    return found
  }

  function register(name: string, trust: KeyTrust) {
    const { registrationResponseJSON: credential, registrationChallengeB64url } = vector(name)
    return verifyRegistration({ credential, expectedChallenge: bytes(registrationChallengeB64url), trust })
  }

  it('are the fifteen we judge', () => {
    expect(file.vectors.map(({ name }) => name)).toEqual(VERDICTS.map(({ name }) => name))
  })

  it.each(VERDICTS)('$name: enrolling answers $strict, $synced, $lenient', async ({ name, ...expected }) => {
    const verdict = (trust: KeyTrust) => verdictOf(register(name, trust).then(({ attestation }) => attestation))
    expect(await verdict(strict())).toBe(expected.strict)
    expect(await verdict(synced())).toBe(expected.synced)
    expect(await verdict(lenient())).toBe(expected.lenient)
  })

  it.each(VERDICTS.filter(({ lenient }) => lenient === 'unattested'))(
    '$name: what is enrolled is the very credential of the vector',
    async ({ name }) => {
      const { registration, authenticationResponseJSON: later } = vector(name)
      const key = await register(name, lenient())
      expect(key.aaguid.replaceAll('-', '')).toBe(registration.aaguid)
      expect(Buffer.from(bytes(key.credentialId)).toString('hex')).toBe(registration.credential_id)
      expect(key.fingerprint).toBe(sha256(key.publicKey).toString('hex'))
      if (registration.credential_private_key !== undefined) {
        const { x, y } = coordinates(registration.credential_private_key)
        const cose = decodeCredentialPublicKey(new Uint8Array(key.publicKey))
        // COSE_Key of an elliptic curve (RFC 9053 §7.1.1): -2 is x, -3 is y.
        const parts = cose as unknown as ReadonlyMap<number, Uint8Array>
        expect([parts.get(-2), parts.get(-3)].map((part) => Buffer.from(part ?? []).toString('hex'))).toEqual([x, y])
      }
      const { authenticatorData, clientDataJSON, signature } = later.response
      const data = Buffer.concat([bytes(authenticatorData), sha256(bytes(clientDataJSON))])
      const verified = await verifySignature({
        signature: bytes(signature),
        data: new Uint8Array(data),
        credentialPublicKey: new Uint8Array(key.publicKey),
      })
      expect([later.id, verified]).toEqual([key.credentialId, true])
    },
  )

  it('let three be enrolled somewhere, which are compared whole', () => {
    const enrolled = VERDICTS.filter(({ lenient: verdict }) => verdict === 'unattested').map(({ name }) => name)
    expect(enrolled).toEqual(['packed-self-es256', 'packed-es256', 'packed-rs256'])
    expect(VERDICTS.every(({ strict: verdict }) => verdict !== 'packed')).toBe(true)
  })

  it.each(VERDICTS)('$name: signing answers $signing', async ({ name, signing }) => {
    const { authenticationResponseJSON: credential, authenticationChallengeB64url } = vector(name)
    const { publicKey } = registered(vector(name))
    const verdict = verifyAssertion({
      credential,
      key: { credentialId: credential.id, publicKey },
      expectedChallenge: bytes(authenticationChallengeB64url),
      trust: strict(),
      userHandle: '',
    })
    expect(await verdictOf(verdict.then(() => 'accepted'))).toBe(signing)
  })

  it.each(VERDICTS)('$name: the signature itself verifies, and fails with one bit turned', async ({ name }) => {
    const { response } = vector(name).authenticationResponseJSON
    const { publicKey } = registered(vector(name))
    const data = Buffer.concat([bytes(response.authenticatorData), sha256(bytes(response.clientDataJSON))])
    const verify = (signed: Buffer) =>
      verifySignature({
        signature: bytes(response.signature),
        data: new Uint8Array(signed),
        credentialPublicKey: publicKey,
      })
    if (UNSUPPORTED.includes(name)) {
      await expect(verify(data)).rejects.toThrow()
      return
    }
    expect(await verify(data)).toBe(true)
    data.writeUInt8(data.readUInt8(40) ^ 1, 40)
    expect(await verify(data)).toBe(false)
  })

  it('verify through us as well where only synced passkeys stand against them, and fail with another signature', async () => {
    const verifiable = VERDICTS.filter(
      ({ name, signing }) => signing === 'BACKUP_ELIGIBLE' && !UNSUPPORTED.includes(name),
    )
    expect(verifiable).toHaveLength(4)
    for (const { name } of verifiable) {
      const { authenticationResponseJSON, authenticationChallengeB64url } = vector(name)
      const { clientDataJSON, authenticatorData, signature } = authenticationResponseJSON.response
      const { publicKey } = registered(vector(name))
      const stored = {
        clientDataJSON,
        authenticatorData,
        signature,
        credentialId: authenticationResponseJSON.id,
        publicKey,
        expectedChallenge: bytes(authenticationChallengeB64url),
        trust: synced(),
      }
      expect(await verifyStoredAssertion(stored)).toEqual({ newCounter: 0 })
      const other = vector('none-es256').authenticationResponseJSON.response.signature
      const forged = verifyStoredAssertion({ ...stored, signature: other })
      expect(await verdictOf(forged.then(() => 'accepted'))).toBe('SIGNATURE_INVALID')
    }
  })

  it('attest only while the attestation is intact: every byte of the signed data counts', async () => {
    const { registrationResponseJSON, registrationChallengeB64url } = vector('packed-es256')
    const { clientDataJSON, attestationObject } = registrationResponseJSON.response
    const object = Buffer.from(attestationObject, 'base64url')
    const start = object.indexOf(sha256(Buffer.from(file.rpId)))
    const accepted: number[] = []
    for (let position = start; position < object.byteLength; position += 1) {
      const bent = Buffer.from(object)
      bent.writeUInt8(bent.readUInt8(position) ^ (1 << (position % 8)), position)
      const verdict = verifyStoredRegistration({
        clientDataJSON,
        attestationObject: bent.toString('base64url'),
        expectedChallenge: bytes(registrationChallengeB64url),
        trust: synced(),
        at: '2026-11-30T00:00:00.000Z',
      })
      if ((await verdictOf(verdict.then(() => 'accepted'))) === 'accepted') accepted.push(position)
    }
    expect(start).toBeGreaterThan(0)
    expect(accepted).toEqual([])
  })

  it('come from a CA whose key is published, which production refuses', () => {
    expect(isTestRoot(ca())).toBe(true)
  })
})

/** The code of a refusal. Any other failure stays one. */
async function verdictOf(verdict: Promise<string>): Promise<string> {
  return verdict.catch((error: unknown) => {
    if (error instanceof CountersignError) return error.code
    throw error
  })
}

function registered({ registrationResponseJSON }: Vector): { publicKey: Uint8Array<ArrayBuffer>; counter: number } {
  const object = decodeAttestationObject(bytes(registrationResponseJSON.response.attestationObject))
  const { credentialPublicKey, counter } = parseAuthenticatorData(object.get('authData'))
  if (credentialPublicKey === undefined) throw new Error('Unexpected registration without a credential')
  return { publicKey: credentialPublicKey, counter }
}

/** Of the public half of a private key on P-256, hex. */
function coordinates(privateKey: string): { x: string; y: string } {
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(privateKey, 'hex')
  const point = pair.getPublicKey('hex', 'uncompressed').slice(2)
  return { x: point.slice(0, 64), y: point.slice(64) }
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64url, 'base64url'))
}

function sha256(data: Uint8Array): Buffer {
  return createHash('sha256').update(data).digest()
}
