import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose'

export interface KeySource {
  /** Where Countersign runs, e.g. `https://pay.example.com`. */
  readonly origin: string
  /** Its keys, if the ERP would rather keep them than fetch them: the contents of `/.well-known/jwks.json`. */
  readonly jwks?: JSONWebKeySet
  readonly fetch?: FetchImplementation
}

/** Fetched keys by origin. jose keeps them for ten minutes and asks again, at most every 30 s, for one it does not know. */
const fetched = new Map<string, JWTVerifyGetKey>()

/** The keys that sign releases. Fetched over TLS alone: whoever can change them can release. */
export function releaseKeys({ origin, jwks, fetch }: KeySource): JWTVerifyGetKey {
  if (jwks !== undefined) return createLocalJWKSet(jwks)
  const url = new URL('/.well-known/jwks.json', origin)
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !isLocal) throw new TypeError(`Unexpected origin "${origin}", expected https`)
  if (fetch !== undefined) return createRemoteJWKSet(url, { [customFetch]: fetch })
  const present = fetched.get(url.href)
  if (present !== undefined) return present
  const keys = createRemoteJWKSet(url)
  fetched.set(url.href, keys)
  return keys
}
