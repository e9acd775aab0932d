import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  exportJWK,
  type CryptoKey,
  type FetchImplementation,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWSHeaderParameters,
} from 'jose'

export interface KeySource {
  /** Where Countersign runs, e.g. `https://pay.example.com`. */
  readonly origin: string
  /**
   * The keys that sign releases, as `countersign keys` prints them where the signer runs (`jwks`). Given, none are
   * fetched.
   */
  readonly jwks?: JSONWebKeySet
  /** Their RFC 7638 SHA-256 thumbprints, from the same command: of the keys that are fetched, these alone count. */
  readonly thumbprints?: readonly string[]
  readonly fetch?: FetchImplementation
}

type KeyOf = (header: JWSHeaderParameters, token: FlattenedJWSInput) => Promise<CryptoKey>

/** Base64url of 32 bytes. */
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/

/** Fetched keys by origin. jose keeps them for ten minutes and asks again, at most every 30 s, for one it does not know. */
const fetched = new Map<string, KeyOf>()

/**
 * The keys that sign releases. Whoever names them can release, so where money moves they are not taken from the API that
 * hands out the tokens: one that is not honest would name its own. Throws TypeError for what cannot be checked so.
 */
export function releaseKeys(source: KeySource, { isMoney }: { readonly isMoney: boolean }): KeyOf {
  const { jwks, thumbprints } = source
  if (thumbprints?.length === 0 || thumbprints?.some((one) => !THUMBPRINT.test(one)))
    throw new TypeError(
      'Unexpected thumbprints, expected RFC 7638 SHA-256 thumbprints as `countersign keys` prints them',
    )
  if (isMoney && jwks === undefined && thumbprints === undefined)
    throw new TypeError('Missing jwks or thumbprints: in production keep what `countersign keys` prints at set-up')
  const keys = jwks === undefined ? fetchedKeys(source) : createLocalJWKSet(jwks)
  if (thumbprints === undefined) return keys
  return async (header, token) => {
    const key = await keys(header, token)
    // By what the key is, not by the id that a token and a key set give it.
    if (!thumbprints.includes(await thumbprintOf(key))) throw new errors.JWKSNoMatchingKey()
    return key
  }
}

function fetchedKeys({ origin, fetch }: KeySource): KeyOf {
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

async function thumbprintOf(key: CryptoKey): Promise<string> {
  try {
    return await calculateJwkThumbprint(await exportJWK(key))
  } catch (cause) {
    // A key set can forbid that its key is looked at. Then it is none that we know.
    throw new errors.JWKSNoMatchingKey('A key that cannot be compared', { cause })
  }
}
