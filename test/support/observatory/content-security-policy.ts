/**
 * How MDN's HTTP Observatory grades a Content-Security-Policy (mdn/mdn-http-observatory, `tests/csp.js`), for one policy
 * in a header. Several policies, or one in a meta element, are refused: ours is one header.
 */
import type { Grade, PageAnswer } from './page-answer.ts'

const BROAD = ['*', 'http:', 'https:', 'ftp:', 'http://*', 'https://*', 'http://*.*', 'https://*.*']
const INLINE = ["'unsafe-inline'", 'data:']

export type Policy = ReadonlyMap<string, readonly string[]>

export function gradePolicy({ headers, body }: PageAnswer): Grade {
  const header = headers.get('content-security-policy')
  if (/<meta[^>]+content-security-policy/i.test(body)) return { score: -25, finding: 'in a meta element' }
  if (header === null) return { score: -25, finding: 'no policy' }
  const policy = readPolicy(header)
  if (policy === null) return { score: -25, finding: 'not one valid policy' }

  const script = effective(policy, 'script-src')
  const style = effective(policy, 'style-src')
  const objects = effective(policy, 'object-src')
  if (hasAny(script, [...BROAD, ...INLINE]) || hasAny(objects, BROAD)) {
    return { score: -20, finding: 'scripts or objects from anywhere, or inline' }
  }
  const passive = ['img-src', 'media-src'].flatMap((name) => effective(policy, name))
  const active = [...policy].filter(([name]) => name !== 'img-src' && name !== 'media-src').flatMap(([, own]) => own)
  if (active.some(isPlain)) return { score: -20, finding: 'active content by http' }
  if (hasAny([...script, ...style], ["'unsafe-eval'"])) return { score: -10, finding: "'unsafe-eval'" }
  if (passive.some(isPlain)) return { score: -10, finding: 'passive content by http' }
  if (hasAny(style, [...BROAD, ...INLINE])) return { score: 0, finding: 'styles from anywhere, or inline' }
  const [fallback, ...others] = policy.get('default-src') ?? []
  if (fallback === "'none'" && others.length === 0) return { score: 10, finding: "default-src 'none'" }
  return { score: 5, finding: 'nothing unsafe' }
}

/** Null when it is not exactly one policy whose directives all differ. */
export function readPolicy(header: string): Policy | null {
  if (header.includes(',')) return null
  const policy = new Map<string, readonly string[]>()
  for (const text of header.split(';')) {
    const [name = '', ...sources] = text.trim().toLowerCase().split(/\s+/)
    if (name === '') continue
    if (policy.has(name)) return null
    policy.set(name, sources)
  }
  return policy.size === 0 ? null : policy
}

function effective(policy: Policy, name: string): readonly string[] {
  const sources = policy.get(name) ?? policy.get('default-src') ?? ['*']
  // CSP3 §6.7.3.2: a nonce or hash makes browsers ignore 'unsafe-inline'.
  const isListed = sources.some((source) => /^'(?:nonce|sha256|sha384|sha512)-/.test(source))
  return isListed ? sources.filter((source) => source !== "'unsafe-inline'") : sources
}

function hasAny(sources: readonly string[], dangerous: readonly string[]): boolean {
  return sources.some((source) => dangerous.includes(source))
}

function isPlain(source: string): boolean {
  return source.startsWith('http:') || source.startsWith('ftp:')
}
