import { createPublicKey, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { CountersignError } from '../domain/errors.ts'
import { sameHash } from './tree.ts'

/** C2SP signed-note, https://c2sp.org/signed-note, with Ed25519 signatures (type 0x01) alone. */
export interface NoteVerifier {
  readonly name: string
  /** Four bytes: tells keys apart, proves nothing. */
  readonly keyId: Uint8Array
  /** Raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array
}

/** Who signs notes; `sign` may ask a KMS. */
export interface NoteSigner extends NoteVerifier {
  readonly sign: (text: Uint8Array) => Promise<Uint8Array>
}

export interface OpenedNote {
  /** The signed text, with its final newline. */
  readonly text: string
  /** The known keys whose signatures were verified: at least one. */
  readonly signedBy: readonly NoteVerifier[]
}

const ED25519 = 0x01
const KEY_BYTES = 32
const SIGNATURE_BYTES = 64
const MAX_SIGNATURES = 100
const SIGNATURE_LINE = /^— (\S+) (\S+)$/u

export function noteVerifier(name: string, publicKey: Uint8Array): NoteVerifier {
  if (!isKeyName(name)) throw refuse(`the key name "${name}" is empty or has a space or a plus sign`)
  if (publicKey.length !== KEY_BYTES) throw refuse(`an Ed25519 public key has 32 bytes, not ${publicKey.length}`)
  const typedKey = concatBytes(Uint8Array.of(ED25519), publicKey)
  return { name, keyId: sha256(concatBytes(utf8ToBytes(`${name}\n`), typedKey)).slice(0, 4), publicKey }
}

/** A signer around a private Ed25519 key of this process. */
export function noteSigner(name: string, privateKey: KeyObject): NoteSigner {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })
  if (privateKey.asymmetricKeyType !== 'ed25519' || x === undefined) throw refuse('the signing key is not Ed25519')
  return {
    ...noteVerifier(name, Buffer.from(x, 'base64url')),
    sign: async (text) => sign(null, text, privateKey),
  }
}

/** The verifier key as one publishes it: `name+hash+base64`, e.g. `example.com/log+1a2b3c4d+AZ…`. */
export function formatVerifierKey({ name, keyId, publicKey }: NoteVerifier): string {
  return `${name}+${hex(keyId)}+${base64(concatBytes(Uint8Array.of(ED25519), publicKey))}`
}

export function parseVerifierKey(text: string): NoteVerifier {
  const [, name, keyId, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(text) ?? []
  const typedKey = strictBase64(encoded ?? '')
  if (name === undefined || typedKey === null) throw refuse('a verifier key is written name+hash+base64')
  if (typedKey[0] !== ED25519) throw refuse('the verifier key is not of type Ed25519 (0x01)')
  const verifier = noteVerifier(name, typedKey.subarray(1))
  if (hex(verifier.keyId) !== keyId) throw refuse('the hash in the verifier key does not fit its name and key')
  return verifier
}

/** `text` must end in a newline. */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<string> {
  if (!isNoteText(text)) throw refuse('its text must end in a newline and have no other control characters')
  if (signers.length === 0) throw refuse('a note needs at least one signer')
  const lines = await Promise.all(
    signers.map(async (signer) => {
      const signature = await signer.sign(utf8ToBytes(text))
      return `— ${signer.name} ${base64(concatBytes(signer.keyId, signature))}\n`
    }),
  )
  return `${text}\n${lines.join('')}`
}

/**
 * The text of a note that at least one of `known` signed. Signatures of unknown keys are ignored, so that witnesses
 * and rotated keys may add theirs; a bad signature of a known key refuses the whole note.
 */
export function openNote(note: string, known: readonly NoteVerifier[]): OpenedNote {
  const { text, signatures } = splitNote(note)
  const signedBy = new Set<NoteVerifier>()
  for (const { name, keyId, signature } of signatures) {
    const verifier = known.find((key) => key.name === name && sameHash(key.keyId, keyId))
    if (verifier === undefined) continue
    if (!isSignedBy(verifier, text, signature)) throw refuse(`the signature of ${name} does not verify`)
    signedBy.add(verifier)
  }
  if (signedBy.size === 0) throw refuse('no known key has signed it')
  return { text, signedBy: [...signedBy] }
}

/** The text of a note as it stands, unverified: only for those who compare it with what they know. */
export function unverifiedNoteText(note: string): string {
  return splitNote(note).text
}

interface NoteSignature {
  readonly name: string
  readonly keyId: Uint8Array
  readonly signature: Uint8Array
}

function splitNote(note: string): { text: string; signatures: NoteSignature[] } {
  // The text may have empty lines itself: the last one separates it from the signatures.
  const separator = note.lastIndexOf('\n\n')
  const text = note.slice(0, separator + 1)
  const block = note.slice(separator + 2)
  if (separator < 0 || !isNoteText(text) || !block.endsWith('\n')) throw refuse('it has no text, or no signature lines')
  const lines = block.slice(0, -1).split('\n')
  if (lines.length > MAX_SIGNATURES) throw refuse(`it has more than ${MAX_SIGNATURES} signatures`)
  return { text, signatures: lines.map(parseSignatureLine) }
}

function parseSignatureLine(line: string): NoteSignature {
  const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? []
  const bytes = strictBase64(encoded ?? '')
  if (name === undefined || !isKeyName(name) || bytes === null || bytes.length < 5) {
    throw refuse('a signature line is malformed')
  }
  return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) }
}

function isSignedBy(verifier: NoteVerifier, text: string, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false
  const x = Buffer.from(verifier.publicKey).toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return verify(null, utf8ToBytes(text), key, signature)
}

function isKeyName(name: string): boolean {
  return name !== '' && isPlainText(name) && !/[\s+]/u.test(name)
}

function isNoteText(text: string): boolean {
  return text.endsWith('\n') && isPlainText(text.replaceAll('\n', ''))
}

/** Valid Unicode without ASCII control characters. */
function isPlainText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return !/[\u0000-\u001f]|\p{Surrogate}/u.test(text)
}

function strictBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64')
  // Node skips what is not base64: only text that encodes back to itself is the one encoding of its bytes.
  return text !== '' && bytes.toString('base64') === text ? bytes : null
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function refuse(why: string): CountersignError {
  return new CountersignError({
    code: 'NOTE_INVALID',
    status: 422,
    detail: `The signed note is not acceptable: ${why}. Fetch it again from the log and check the verifier key.`,
  })
}
