import { malformedCredential } from './refusals.ts'

/**
 * Decodes unpadded base64url and refuses every other spelling of the same bytes, so that one signature is stored and
 * hashed in one form only.
 */
export function decodeBase64url(text: unknown, field: string): Uint8Array<ArrayBuffer> {
  if (typeof text !== 'string' || text === '') throw malformedCredential(`Expected ${field} as unpadded base64url.`)
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) throw malformedCredential(`Expected ${field} as unpadded base64url.`)
  return new Uint8Array(bytes)
}

export function encodeBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
