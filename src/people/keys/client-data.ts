import { encodeBase64url } from './base64url.ts'
import { challengeMismatch, malformedCredential, originMismatch } from './refusals.ts'

export interface ExpectedClientData {
  readonly type: 'webauthn.create' | 'webauthn.get'
  readonly challenge: Uint8Array
  readonly origins: readonly string[]
}

/**
 * The checks of WebAuthn L3 §7.1 steps 5 to 11 and §7.2 steps 9 to 15, without the leeway they leave: no frame of
 * another origin, ever. The library does not look at `crossOrigin` in a registration, and in an assertion lets it pass
 * when `topOrigin` is missing.
 */
export function checkClientData(bytes: Uint8Array, expected: ExpectedClientData): void {
  const clientData = parseClientData(bytes)
  if (clientData['type'] !== expected.type) {
    throw malformedCredential(`Unexpected client data type, expected "${expected.type}".`)
  }
  if (clientData['challenge'] !== encodeBase64url(expected.challenge)) throw challengeMismatch()
  const origin = clientData['origin']
  if (typeof origin !== 'string' || !expected.origins.includes(origin)) {
    throw originMismatch(`Signed at an unexpected origin, expected ${expected.origins.join(' or ')}.`)
  }
  if (Object.hasOwn(clientData, 'crossOrigin') && clientData['crossOrigin'] !== false) {
    throw originMismatch('Signed inside a page of another origin. Open this installation in its own window.')
  }
  if (Object.hasOwn(clientData, 'topOrigin')) {
    throw originMismatch('Signed inside a page of another origin. Open this installation in its own window.')
  }
}

function parseClientData(bytes: Uint8Array): Record<string, unknown> {
  const text = decodeUtf8(bytes)
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformedCredential('Expected the client data to be a JSON object.')
  }
  refuseDuplicateKeys(text)
  return { ...value }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    // A byte order mark stays in the text, where JSON refuses it: two parsers must never read different texts.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw malformedCredential('Expected the client data in UTF-8.', cause)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw malformedCredential('Expected the client data to be JSON.', cause)
  }
}

/** In valid JSON: a key with its colon, any other string, or the start or end of an object. */
const KEY_STRING_OR_BRACE = /("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g

/** `JSON.parse` keeps the last of two equal keys, another verifier may keep the first: neither gets to choose. */
function refuseDuplicateKeys(validJson: string): void {
  const objects: Set<unknown>[] = []
  for (const [token, key] of validJson.matchAll(KEY_STRING_OR_BRACE)) {
    if (token === '{') objects.push(new Set())
    if (token === '}') objects.pop()
    if (key === undefined) continue
    const name: unknown = JSON.parse(key)
    if (objects.at(-1)?.has(name) === true) throw malformedCredential('Unexpected duplicate key in the client data.')
    objects.at(-1)?.add(name)
  }
}
