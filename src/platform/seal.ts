import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

import type { Keyring } from './keyring.ts'

const CIPHER = 'aes-256-gcm'
/** NIST SP 800-38D §8.2.2: random 96-bit nonces bear 2^32 messages under one key; rotate long before. */
const NONCE_BYTES = 12
const TAG_BYTES = 16

export interface Sealed {
  readonly keyId: string
  /** Nonce, ciphertext, tag. */
  readonly box: Uint8Array
}

/** What a box belongs to: it opens under the same purpose and binding only, e.g. the id of the record that holds it. */
export interface SealFor {
  readonly purpose: string
  readonly binding: string
}

/** AES-256-GCM under the keyring's current key. */
export function seal(keyring: Keyring, plaintext: Uint8Array, { purpose, binding }: SealFor): Sealed {
  const keyId = keyring.current
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, keyOf(keyring, purpose, keyId), nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(binding, 'utf8'))
  return { keyId, box: Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]) }
}

/** Throws for an unknown key, another purpose or binding, or a single changed bit, without saying which bytes. */
export function unseal(keyring: Keyring, { keyId, box }: Sealed, { purpose, binding }: SealFor): Uint8Array {
  if (box.length < NONCE_BYTES + TAG_BYTES) throw new Error('Unexpected sealed box, too short to be one')
  const key = keyOf(keyring, purpose, keyId)
  const decipher = createDecipheriv(CIPHER, key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(binding, 'utf8'))
  decipher.setAuthTag(box.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch (cause) {
    throw new Error(`Unexpected sealed box, not made under key "${keyId}" for this ${purpose}`, { cause })
  }
}

function keyOf(keyring: Keyring, purpose: string, keyId: string): Uint8Array {
  const key = keyring.keyFor(purpose, keyId)
  if (key === undefined) throw new Error(`The keyring has no key "${keyId}": keep old keys until nothing needs them`)
  return key
}
