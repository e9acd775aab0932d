import { join } from 'node:path'
import { CountersignError } from './domain/errors.ts'
import { readKeyTrust, type KeyTrust } from './people/keys/trust.ts'
import type { BundleTrust } from './log/bundle.ts'
import { isLocal, type Settings } from './platform/config/settings.ts'
import type { TemporalTarget } from './platform/temporal/connection.ts'

/** A setting that a process standing alone cannot do without; `start` fills them in for its own. */
function required<T>(value: T | null, name: string): T {
  if (value !== null) return value
  throw new CountersignError({
    code: 'SETTING_MISSING',
    status: 500,
    detail: `Set ${name}, or run \`countersign start\`, which starts everything itself.`,
  })
}

export function databaseUrlOf(settings: Settings): string {
  return required(settings.databaseUrl, 'DATABASE_URL')
}

export function signerUrlOf(settings: Settings): string {
  return required(settings.signerUrl, 'SIGNER_URL')
}

/** Where the API listens: where people reach it on the machine itself, nobody else does. */
export function apiAddressOf(settings: Settings): { readonly host: string; readonly port: number } {
  return { host: isLocal(settings) ? '127.0.0.1' : '0.0.0.0', port: settings.port }
}

/** Where the signer itself listens. A URL without a port has its scheme's, which is not 0: any free one. */
export function signerAddressOf(settings: Settings): { readonly host: string; readonly port: number } {
  const { hostname: host, port, protocol } = new URL(signerUrlOf(settings))
  const usual = protocol === 'https:' ? 443 : 80
  return { host, port: port === '' ? usual : Number(port) }
}

export function temporalTargetOf(settings: Settings): TemporalTarget {
  return { ...settings.temporal, address: required(settings.temporal.address, 'TEMPORAL_ADDRESS') }
}

/** Installations that share a Temporal namespace keep apart by the names of their databases. */
export function taskQueueOf(settings: Settings): string {
  return `countersign${new URL(databaseUrlOf(settings)).pathname}`
}

export function keyTrustOf(settings: Settings): Promise<KeyTrust> {
  return readKeyTrust({
    profile: settings.profile,
    rpId: settings.rpId,
    origins: originsOf(settings),
    attestationRoots: settings.attestationRoots.map((root) => root.path).join(','),
    allowedAaguids: settings.allowedAaguids.join(','),
    fidoMdsBlob: settings.fidoMdsBlobPath ?? undefined,
  })
}

/** Where people sign: the console, and the second display where there is one. */
export function originsOf(settings: Settings): string[] {
  return [settings.publicOrigin, ...(settings.verifyOrigin === null ? [] : [settings.verifyOrigin])]
}

/** The log's name: a URL without scheme (C2SP tlog-checkpoint). Without port, which a restart may change. */
export function logOriginOf(settings: Settings): string {
  return `${settings.rpId}/v1/log`
}

/** Where the signer keeps its keys, and what it remembers of the log. */
export function signerFolderOf(settings: Settings): string {
  return join(settings.dataDir, 'signer')
}

/** What a verifier of bundles trusts besides the log's key and the organisation's genesis. */
export function bundleTrustOf(
  profile: Settings['profile'],
  trust: KeyTrust,
): Omit<BundleTrust, 'logKey' | 'genesisDigest'> {
  const { rpId, origins, attestationRoots, rootsByAaguid = {}, allowedAaguids, revokedAaguids } = trust
  return { profile, rpId, origins, attestationRoots, rootsByAaguid, allowedAaguids, revokedAaguids }
}
