import { canonicalBytes } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import { readTextFields } from './statement-fields.ts'

/** What a new key signs when it is enrolled: for whom, by what right, under which id. */
export interface EnrolmentStatement {
  readonly rpId: string
  readonly personId: string
  /** SHA-256 of the invitation; null for a further key, which a key of the person vouches for. */
  readonly tokenHash: string | null
  /** Chosen beforehand, so that recording the same answer twice makes one key. */
  readonly keyId: string
  /** 32 random bytes, base64url. */
  readonly nonce: string
  readonly expiresAt: Instant
}

const HEADER = { type: 'countersign/key-change/1', decision: 'enrol' } as const

/** The bytes whose SHA-256 is the WebAuthn challenge. */
export function enrolmentBytes(statement: EnrolmentStatement): Uint8Array {
  const { rpId, personId, tokenHash, keyId, nonce, expiresAt } = statement
  return canonicalBytes({ ...HEADER, rpId, personId, tokenHash, keyId, nonce, expiresAt })
}

/** Reads them back; null unless they are exactly what `enrolmentBytes` writes. */
export function readEnrolment(bytes: Uint8Array): EnrolmentStatement | null {
  const { rpId, personId, tokenHash = null, keyId, nonce, expiresAt } = readTextFields(bytes)
  if (rpId === undefined || personId === undefined || keyId === undefined) return null
  if (nonce === undefined || expiresAt === undefined) return null
  const statement = { rpId, personId, tokenHash, keyId, nonce, expiresAt }
  return Buffer.from(enrolmentBytes(statement)).equals(bytes) ? statement : null
}
