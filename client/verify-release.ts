import { errors, jwtVerify, type JWTPayload } from 'jose'
import type { ClaimStore } from './claim-store.ts'
import { ownPaymentDigest, type ErpPayment } from './own-payment.ts'
import { releaseKeys, type KeySource } from './release-keys.ts'

/** Where `production` is accepted, `jwks` or `thumbprints` must be given, from set-up and not from the API. */
export interface ReleaseOptions extends KeySource {
  /** The ERP's own client id: a token for another client is none. */
  readonly clientId: string
  /** `production` alone unless told otherwise: what a demo or sandbox releases must not be paid. */
  readonly profiles?: readonly string[]
  /** For clocks that differ. */
  readonly clockToleranceSeconds?: number
  /** For tests. */
  readonly currentDate?: Date
}

export interface VerifiedRelease {
  readonly valid: true
  readonly orderId: string
  readonly orderVersion: number
  readonly externalId: string
  readonly paymentDigest: string
  /** `0`: the account is not on file at Countersign, so nobody signed for it being the payee's. */
  readonly payeeAccountVersion: number
  /**
   * False: this payment was let through before, on this order. Ask the bank whether it was made before you pay; a run
   * that broke off looks the same as one that went through.
   */
  readonly first: boolean
  /** Of the evidence bundle, which `countersign verify` checks offline. */
  readonly bundleDigest: string
  readonly profile: string
  readonly expiresAt: Date
}

export type RefusalCode =
  | 'TOKEN_MALFORMED'
  | 'TOKEN_SIGNATURE'
  | 'TOKEN_EXPIRED'
  | 'ISSUER'
  | 'PROFILE'
  | 'AUDIENCE'
  | 'EXTERNAL_ID'
  | 'PAYMENT_INVALID'
  | 'PAYMENT_MISMATCH'
  | 'ALREADY_CLAIMED'
  | 'KEYS_UNAVAILABLE'
  | 'STORE_UNAVAILABLE'

export interface Refusal {
  readonly valid: false
  readonly code: RefusalCode
  /** What to do next. */
  readonly detail: string
}

/** Pinned: a token says neither how it is to be checked nor with which key. */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256']
const TYPE = 'countersign-release+jwt'
const REQUIRED = ['iss', 'aud', 'jti', 'iat', 'exp']
/** A token lives 15 minutes. One that claims longer was not made by a signer of ours. */
const MAX_LIFETIME_S = 15 * 60
/** The profile whose releases are paid. */
const MONEY = 'production'

/**
 * Whether this ERP may pay this payment, now. Pay on `valid: true` alone, and pay `payment` as given here; where `first`
 * is false, ask the bank before. Everything
 * that goes wrong, an unreachable key or store included, is a refusal; only options that cannot work throw.
 */
export async function verifyRelease(
  token: string,
  payment: ErpPayment,
  store: ClaimStore,
  options: ReleaseOptions,
): Promise<VerifiedRelease | Refusal> {
  const keys = releaseKeys(options, { isMoney: acceptedProfiles(options).includes(MONEY) })
  const { clockToleranceSeconds: clockTolerance = 30, currentDate } = options
  let payload: JWTPayload
  try {
    const verified = await jwtVerify(token, keys, {
      algorithms: ALGORITHMS,
      typ: TYPE,
      requiredClaims: REQUIRED,
      maxTokenAge: MAX_LIFETIME_S,
      clockTolerance,
      ...(currentDate === undefined ? {} : { currentDate }),
    })
    payload = verified.payload
  } catch (error) {
    return refusalOf(error)
  }
  return checkClaims(payload, payment, store, options)
}

async function checkClaims(
  payload: JWTPayload,
  payment: ErpPayment,
  store: ClaimStore,
  options: ReleaseOptions,
): Promise<VerifiedRelease | Refusal> {
  const claims = readClaims(payload)
  if (claims === null)
    return refuse('TOKEN_MALFORMED', 'This token lacks what a release says. Do not pay; fetch the release again.')
  if (claims.exp - claims.iat > MAX_LIFETIME_S)
    return refuse('TOKEN_MALFORMED', 'This token claims to live longer than releases do. Do not pay.')

  const at = claims.iss.lastIndexOf('/')
  const profile = claims.iss.slice(at + 1)
  if (claims.iss.slice(0, at) !== new URL(options.origin).origin)
    return refuse('ISSUER', 'This token was issued by another installation. Do not pay.')
  if (!acceptedProfiles(options).includes(profile))
    return refuse('PROFILE', `This is a release of profile "${profile}". Nothing is to be paid on it.`)
  if (claims.aud !== options.clientId) return refuse('AUDIENCE', 'This token is for another client. Fetch your own.')
  if (claims.externalId !== payment.externalId)
    return refuse('EXTERNAL_ID', 'This token is for another payment. Do not pay this one.')

  let digest: string
  try {
    digest = ownPaymentDigest(payment, claims.payeeAccountVersion)
  } catch (error) {
    return refuse(
      'PAYMENT_INVALID',
      `The ERP's own payment cannot be compared: ${error instanceof Error ? error.message : 'unknown reason'}`,
    )
  }
  if (digest !== claims.paymentDigest) {
    return refuse(
      'PAYMENT_MISMATCH',
      'What was approved is not what the ERP is about to pay. Stop, and compare the two: somebody may have changed one of them.',
    )
  }
  let claim: Awaited<ReturnType<ClaimStore['claim']>>
  try {
    // Last, so that nothing refused above takes a claim.
    claim = await store.claim(claims.jti, payment.externalId)
    // By what it must be: a store that answers nothing has bound nothing.
    if (claim !== true && claim !== 'first' && claim !== 'repeat')
      return refuse(
        'ALREADY_CLAIMED',
        'This order has paid another payment, or this payment was paid by another order. Do not pay again.',
      )
  } catch {
    return refuse('STORE_UNAVAILABLE', 'It cannot be said whether this was paid before. Do not pay until it can.')
  }
  return {
    valid: true,
    orderId: claims.jti,
    orderVersion: claims.orderVersion,
    externalId: claims.externalId,
    paymentDigest: digest,
    payeeAccountVersion: Number(claims.payeeAccountVersion),
    first: claim === 'first',
    bundleDigest: claims.bundleDigest,
    profile,
    expiresAt: new Date(claims.exp * 1000),
  }
}

function acceptedProfiles({ profiles = [MONEY] }: ReleaseOptions): readonly string[] {
  return profiles
}

interface Claims {
  readonly iss: string
  readonly aud: string
  readonly jti: string
  readonly iat: number
  readonly exp: number
  readonly orderVersion: number
  readonly externalId: string
  readonly paymentDigest: string
  readonly payeeAccountVersion: string
  readonly bundleDigest: string
}

function readClaims(payload: JWTPayload): Claims | null {
  const { iss, aud, jti, iat, exp, orderVersion, externalId, paymentDigest, payeeAccountVersion, bundleDigest } =
    payload
  if (typeof iss !== 'string' || typeof aud !== 'string' || typeof jti !== 'string' || jti === '') return null
  if (typeof iat !== 'number' || typeof exp !== 'number') return null
  if (typeof orderVersion !== 'number' || !Number.isSafeInteger(orderVersion) || orderVersion < 1) return null
  if (typeof externalId !== 'string' || typeof paymentDigest !== 'string' || typeof bundleDigest !== 'string')
    return null
  if (typeof payeeAccountVersion !== 'string' || !/^(0|[1-9][0-9]{0,8})$/.test(payeeAccountVersion)) return null
  return { iss, aud, jti, iat, exp, orderVersion, externalId, paymentDigest, payeeAccountVersion, bundleDigest }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired)
    return refuse(
      'TOKEN_EXPIRED',
      'This token has expired. Fetch the release again: it is renewed while nothing is held.',
    )
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTInvalid) {
    return refuse(
      'TOKEN_MALFORMED',
      'This token does not say what a release says. Do not pay; fetch the release again.',
    )
  }
  const isForged =
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  if (isForged)
    return refuse(
      'TOKEN_SIGNATURE',
      'No key that you trust signed this token. Do not pay, and tell security. A release key that was replaced is taken over from whoever runs the signer, never from the API.',
    )
  return refuse('KEYS_UNAVAILABLE', 'The keys to check with could not be read. Do not pay; try again in a moment.')
}

function refuse(code: RefusalCode, detail: string): Refusal {
  return { valid: false, code, detail }
}
