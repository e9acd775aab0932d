import { generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { cose, COSEALG, isoCBOR } from '@simplewebauthn/server/helpers'

export type KeyAlgorithm = 'ES256' | 'EdDSA' | 'RS256'

export const COSE_ALGORITHM: Readonly<Record<KeyAlgorithm, number>> = {
  ES256: COSEALG.ES256,
  EdDSA: COSEALG.EdDSA,
  RS256: COSEALG.RS256,
}

export function generateKey(algorithm: KeyAlgorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  switch (algorithm) {
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    case 'EdDSA':
      return generateKeyPairSync('ed25519')
    case 'RS256':
      return generateKeyPairSync('rsa', { modulusLength: 2048 })
  }
}

/** A COSE_Key as authenticators encode it (WebAuthn L3 §6.5.1.1). */
export function encodeCoseKey(algorithm: KeyAlgorithm, publicKey: KeyObject): Uint8Array {
  const jwk = publicKey.export({ format: 'jwk' })
  const { COSECRV, COSEKEYS, COSEKTY } = cose
  const key = new Map<number, number | Uint8Array>()
  switch (algorithm) {
    case 'ES256':
      key.set(COSEKEYS.kty, COSEKTY.EC2).set(COSEKEYS.alg, COSEALG.ES256).set(COSEKEYS.crv, COSECRV.P256)
      key.set(COSEKEYS.x, bytes(jwk.x)).set(COSEKEYS.y, bytes(jwk.y))
      break
    case 'EdDSA':
      key.set(COSEKEYS.kty, COSEKTY.OKP).set(COSEKEYS.alg, COSEALG.EdDSA).set(COSEKEYS.crv, COSECRV.ED25519)
      key.set(COSEKEYS.x, bytes(jwk.x))
      break
    case 'RS256':
      key.set(COSEKEYS.kty, COSEKTY.RSA).set(COSEKEYS.alg, COSEALG.RS256)
      key.set(COSEKEYS.n, bytes(jwk.n)).set(COSEKEYS.e, bytes(jwk.e))
  }
  return isoCBOR.encode(key)
}

/** ECDSA signatures as DER, as WebAuthn wants them (L3 §6.5.5); Ed25519 hashes by itself. */
export function signBytes(algorithm: KeyAlgorithm, privateKey: KeyObject, data: Uint8Array): Buffer {
  return sign(algorithm === 'EdDSA' ? null : 'sha256', data, privateKey)
}

function bytes(base64url: unknown): Uint8Array {
  if (typeof base64url !== 'string') throw new TypeError('Unexpected key without its numbers')
  return new Uint8Array(Buffer.from(base64url, 'base64url'))
}
