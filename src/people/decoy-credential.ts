import { hkdfSync } from 'node:crypto'

/** Lengths of real credential ids: makers differ, one person's stays the same. */
const LENGTHS = [32, 48, 64] as const

/**
 * A credential id for an address nobody has, always the same one, so that asking to sign in does not tell who works
 * here. Without the secret it cannot be told from a real one.
 */
export function decoyCredentialId(secret: Uint8Array, email: string): string {
  const info = `countersign/decoy-credential/1 ${email.toLowerCase()}`
  const bytes = Buffer.from(hkdfSync('sha256', secret, new Uint8Array(), info, 65))
  const length = LENGTHS[bytes.readUInt8(64) % LENGTHS.length] ?? LENGTHS[0]
  return bytes.subarray(0, length).toString('base64url')
}
