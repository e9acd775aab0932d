import { fromBase64url } from '../api/signing.ts'

/** Whether a key that answers this challenge (base64url) signs these bytes: it is their SHA-256. */
export async function isChallengeOf(challenge: string, statement: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', statement))
  const asked = fromBase64url(challenge)
  return hash.length === asked.length && hash.every((byte, index) => byte === asked[index])
}
