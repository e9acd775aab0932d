import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }
export type JsonObject = { readonly [key: string]: JsonValue }

/** RFC 8785 by the library, for any JSON value. Throws on lone surrogates, NaN and infinities. */
export function canonicalizeJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('Unexpected undefined, expected a JSON value')
  return text
}

/**
 * The bytes we hash and sign. Stricter than RFC 8785, because two parties must never disagree about them: numbers
 * other than safe integers are refused (JCS writes doubles; amounts are strings), and so is `undefined`, which the
 * library would silently drop together with its key.
 */
export function canonicalBytes(value: JsonValue): Uint8Array {
  refuseAmbiguous(value, '$')
  return utf8ToBytes(canonicalizeJson(value))
}

/** Lower-case hex SHA-256 of the canonical bytes. */
export function digestOf(value: JsonValue): string {
  return sha256Hex(canonicalBytes(value))
}

export function sha256Hex(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes))
}

function refuseAmbiguous(value: unknown, path: string): void {
  if (value === undefined) throw new TypeError(`Unexpected undefined at ${path}, expected a JSON value`)
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new TypeError(`Unexpected number ${value} at ${path}, expected a safe integer or a string`)
  }
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') {
    throw new TypeError(`Unexpected ${typeof value} at ${path}, expected a JSON value`)
  }
  if (value === null || typeof value !== 'object') return
  if (Array.isArray(value)) {
    // By index: `forEach` passes over holes.
    for (let index = 0; index < value.length; index++) refuseAmbiguous(value[index], `${path}[${index}]`)
    return
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  // A Date, a Map or anything with a `toJSON` of its class is written in some form nobody agreed on.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new TypeError(`Unexpected ${value.constructor.name} at ${path}, expected a plain object`)
  }
  for (const [key, item] of Object.entries(value)) refuseAmbiguous(item, `${path}.${key}`)
}
