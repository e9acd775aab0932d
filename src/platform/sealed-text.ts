import type { Keyring } from './keyring.ts'
import { seal, unseal, type SealFor } from './seal.ts'

/** `<key id>.<base64url>`: a sealed secret as a column of text holds it. */
export function sealText(keyring: Keyring, text: string, sealFor: SealFor): string {
  const { keyId, box } = seal(keyring, new TextEncoder().encode(text), sealFor)
  return `${keyId}.${Buffer.from(box).toString('base64url')}`
}

/** The text again; throws as `unseal` does. */
export function unsealText(keyring: Keyring, sealed: string, sealFor: SealFor): string {
  const [keyId = '', box = ''] = sealed.split('.')
  return new TextDecoder().decode(unseal(keyring, { keyId, box: Buffer.from(box, 'base64url') }, sealFor))
}
