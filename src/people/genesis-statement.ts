import { canonicalBytes } from '../domain/canonical-json.ts'
import type { Instant } from '../domain/instant.ts'
import { readTextFields } from './statement-fields.ts'

/** What each of two administrators signs before the organisation begins: this is the other one's key. */
export interface GenesisStatement {
  readonly rpId: string
  /** What the organisation begins with; log entry 0 says the same. */
  readonly genesisDigest: string
  readonly personId: string
  /** Of the key that signs, which the other one's statement must name. */
  readonly keyId: string
  readonly confirmedPersonId: string
  readonly confirmedKeyId: string
  readonly confirmedFingerprint: string
  /** 32 random bytes, base64url. */
  readonly nonce: string
  readonly expiresAt: Instant
}

const HEADER = { type: 'countersign/key-change/1', decision: 'confirm-genesis' } as const

/** The bytes whose SHA-256 is the WebAuthn challenge. */
export function genesisStatementBytes(statement: GenesisStatement): Uint8Array {
  const { rpId, genesisDigest, personId, keyId, nonce, expiresAt } = statement
  const { confirmedPersonId, confirmedKeyId, confirmedFingerprint } = statement
  const confirmed = { confirmedPersonId, confirmedKeyId, confirmedFingerprint }
  return canonicalBytes({ ...HEADER, rpId, genesisDigest, personId, keyId, ...confirmed, nonce, expiresAt })
}

/** Reads them back; null unless they are exactly what `genesisStatementBytes` writes. */
export function readGenesisStatement(bytes: Uint8Array): GenesisStatement | null {
  const { rpId, genesisDigest, personId, keyId, nonce, expiresAt, ...confirmed } = readTextFields(bytes)
  const { confirmedPersonId, confirmedKeyId, confirmedFingerprint } = confirmed
  if (rpId === undefined || genesisDigest === undefined || personId === undefined || keyId === undefined) return null
  if (confirmedPersonId === undefined || confirmedKeyId === undefined || confirmedFingerprint === undefined) return null
  if (nonce === undefined || expiresAt === undefined) return null
  const other = { confirmedPersonId, confirmedKeyId, confirmedFingerprint }
  const statement = { rpId, genesisDigest, personId, keyId, ...other, nonce, expiresAt }
  return Buffer.from(genesisStatementBytes(statement)).equals(bytes) ? statement : null
}
