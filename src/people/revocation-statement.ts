import { canonicalBytes } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import { readTextFields } from './statement-fields.ts'

/** What somebody signs who gives up a key of theirs: this one, for good. */
export interface RevocationStatement {
  readonly rpId: string
  readonly personId: string
  /** The key that is given up; any key of the person that may signs. */
  readonly keyId: string
  /** 32 random bytes, base64url. */
  readonly nonce: string
  readonly expiresAt: Instant
}

const HEADER = { type: 'countersign/key-change/1', decision: 'give-up' } as const

/** The bytes whose SHA-256 is the WebAuthn challenge. */
export function revocationBytes({ rpId, personId, keyId, nonce, expiresAt }: RevocationStatement): Uint8Array {
  return canonicalBytes({ ...HEADER, rpId, personId, keyId, nonce, expiresAt })
}

/** Reads them back; null unless they are exactly what `revocationBytes` writes. */
export function readRevocation(bytes: Uint8Array): RevocationStatement | null {
  const { rpId, personId, keyId, nonce, expiresAt } = readTextFields(bytes)
  if (rpId === undefined || personId === undefined || keyId === undefined) return null
  if (nonce === undefined || expiresAt === undefined) return null
  const statement = { rpId, personId, keyId, nonce, expiresAt }
  return Buffer.from(revocationBytes(statement)).equals(bytes) ? statement : null
}
