import { createHash, randomBytes } from 'node:crypto'

/** 32 random bytes as base64url: an invitation, an API client's secret, a session's token. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * What is kept of a secret: hex SHA-256 of its text. A slow hash would add nothing against 256 random bits, and looking
 * it up by its hash gives nobody a comparison to time.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex')
}
