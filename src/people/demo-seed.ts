import { createHmac } from 'node:crypto'
import type { Keyring } from '../platform/keyring.ts'
import { sealText, unsealText } from '../platform/sealed-text.ts'

const sealFor = (foundingId: string) => ({ purpose: 'demo-seed', binding: foundingId }) as const

/**
 * What the secrets of a demo company are made from. The API keeps it for as long as its answer takes and the worker
 * gets it sealed, so that both know the invitations and nothing that is kept holds one.
 */
export function sealSeed(keyring: Keyring, seed: string, foundingId: string): string {
  return sealText(keyring, seed, sealFor(foundingId))
}

/** Throws for what was not sealed for this founding. */
export function openSeed(keyring: Keyring, sealed: string, foundingId: string): string {
  return unsealText(keyring, sealed, sealFor(foundingId))
}

/** By owner, `person:<email>` or `client:<id>`: of the shape of `newSecret`, 32 bytes as base64url. */
export function secretsFrom(seed: string): (owner: string) => string {
  return (owner) => createHmac('sha256', seed).update(owner, 'utf8').digest('base64url')
}
