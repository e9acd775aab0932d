/**
 * What must never stand in a log line, wherever in it: account numbers, secrets and bearer tokens, what is signed and
 * signatures. Applied to the finished line, so that no caller can forget it.
 */
const SECRETS: readonly { readonly pattern: RegExp; readonly replacement: string }[] = [
  // ISO 13616, with or without the usual grouping in fours.
  { pattern: /\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g, replacement: '[account]' },
  { pattern: /\bBearer\s+[\x21-\x7e]+?(?=["\\\s]|$)/gi, replacement: 'Bearer [secret]' },
  { pattern: /\bwhsec_[A-Za-z0-9+/=_-]+/g, replacement: '[secret]' },
  // JWS compact serialisation: release tokens.
  { pattern: /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, replacement: '[token]' },
  { pattern: /postgres(?:ql)?:\/\/[^@\s"]+@/g, replacement: 'postgres://[secret]@' },
  // 32 bytes and more in base64url: invitations, client secrets, sessions, challenges, credentials. Ids are shorter.
  { pattern: /(?<![\w-])[A-Za-z0-9_-]{43,}(?![\w-])/g, replacement: '[secret]' },
]

/** Members whose value is never worth the risk, whatever it looks like. */
const MEMBERS = /"(authorization|cookie|set-cookie|secret|password|token|credential|challenge|statement|signature|iban|account|note)":"(?:[^"\\]|\\.)*"/gi

export function redact(line: string): string {
  const withoutMembers = line.replaceAll(MEMBERS, (_whole, name: string) => `"${name}":"[redacted]"`)
  return SECRETS.reduce((text, { pattern, replacement }) => text.replaceAll(pattern, replacement), withoutMembers)
}
