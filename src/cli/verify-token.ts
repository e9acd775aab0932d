import { createHash } from 'node:crypto'
import { compactVerify, createLocalJWKSet } from 'jose'
import { z } from 'zod'
import { canonicalizeJson } from '../domain/canonical-json.ts'
import { paymentDigest } from '../domain/payment.ts'
import type { Bundle, BundleTrust, Finding } from '../log/bundle.ts'
import { toContent } from '../orders/proof.ts'

const Jwks = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })) })

const Claims = z.looseObject({
  iss: z.string(),
  jti: z.string(),
  orderVersion: z.int(),
  externalId: z.string(),
  paymentDigest: z.string(),
  bundleDigest: z.string(),
})

/**
 * Whether a release token was signed for this very bundle. Its lifetime is not judged: it permits a payment for minutes,
 * and says for ever what was released. Of a bundle without findings alone.
 */
export async function verifyToken(
  token: string,
  jwks: unknown,
  bundle: Bundle,
  trust: BundleTrust,
): Promise<Finding[]> {
  const keys = Jwks.safeParse(jwks)
  const claims = keys.success ? await signedClaims(token, keys.data) : null
  const [order] = bundle.subjects
  if (claims === null || order === undefined)
    return [
      { code: 'TOKEN_SIGNATURE', about: 'token', detail: 'No key of the JWKS has signed this as a release token.' },
    ]
  const { payment, externalId } = toContent(order.content)
  const digest = createHash('sha256').update(canonicalizeJson(bundle)).digest('hex')
  const checks: [boolean, string, string][] = [
    [claims.iss.endsWith(`/${trust.profile}`), 'TOKEN_ISSUER', 'It was issued by an installation of another profile.'],
    [claims.jti === order.id && claims.externalId === externalId, 'TOKEN_ORDER', 'It releases another order.'],
    [claims.orderVersion === order.version, 'TOKEN_VERSION', 'It releases another version of the order.'],
    [claims.paymentDigest === paymentDigest(payment), 'TOKEN_PAYMENT', 'It releases another payment.'],
    [
      claims.bundleDigest === digest,
      'TOKEN_BUNDLE',
      'It was signed for another bundle. A token that was renewed names the bundle of its renewal, which is not kept: ' +
        'compare the first one.',
    ],
  ]
  return checks.filter(([holds]) => !holds).map(([, code, detail]) => ({ code, about: 'token', detail }))
}

async function signedClaims(token: string, jwks: z.infer<typeof Jwks>): Promise<z.infer<typeof Claims> | null> {
  try {
    const { payload, protectedHeader } = await compactVerify(token, createLocalJWKSet(jwks), { algorithms: ['ES256'] })
    if (protectedHeader.typ !== 'countersign-release+jwt') return null
    return Claims.parse(JSON.parse(new TextDecoder().decode(payload)))
  } catch {
    return null
  }
}
