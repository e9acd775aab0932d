import canonicalize from 'canonicalize'
import { readMembers } from '../api/signing.ts'

/** What a statement says, and the bytes that every screen had to show before it. */
export interface StatedPresentation {
  readonly members: Readonly<Record<string, unknown>>
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly contactedBy: string
}

/** Settled when Sign is pressed: in the statement, and not in what was shown before. */
const SETTLED = ['contactedBy', 'blindEntry', 'reason', 'nonce', 'expiresAt']

/**
 * From the bytes that are about to be signed back to those that were to be shown (RFC 8785), so that another display
 * computes the same short code for itself. Null where the bytes are not what they must be: canonical, with every
 * member that is settled at the end.
 */
export function statedPresentation(statement: Uint8Array<ArrayBuffer>): StatedPresentation | null {
  try {
    const said = readMembers(statement)
    if (SETTLED.some((name) => !Object.hasOwn(said, name))) return null
    if (!isSame(canonicalBytes(said), statement)) return null
    const members = Object.fromEntries(Object.entries(said).filter(([name]) => !SETTLED.includes(name)))
    const { contactedBy } = said
    return typeof contactedBy === 'string' ? { members, bytes: canonicalBytes(members), contactedBy } : null
  } catch {
    return null
  }
}

function canonicalBytes(members: object): Uint8Array<ArrayBuffer> {
  const text = canonicalize(members)
  if (text === undefined) throw new TypeError('Unexpected statement without canonical form')
  return new TextEncoder().encode(text)
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
