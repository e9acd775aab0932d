import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { delimiter } from 'node:path'
import { CountersignError } from '../../domain/errors.ts'
import { readMetadata } from './metadata.ts'
import type { KeyMetadata } from './metadata.ts'
import { isTestRoot } from './test-roots.ts'

/** Which security keys are believed, where, and on whose word. */
export interface KeyTrust {
  readonly rpId: string
  readonly origins: readonly string[]
  /** PEM, one certificate each: roots good for every model. */
  readonly attestationRoots: readonly string[] | null
  /** PEM, by AAGUID: roots good for that model. */
  readonly rootsByAaguid?: Readonly<Record<string, readonly string[]>>
  /** Null: every model the roots vouch for. */
  readonly allowedAaguids: readonly string[] | null
  readonly revokedAaguids: readonly string[]
  /** Takes platform and software keys that nobody vouches for: demo and sandbox without ATTESTATION_ROOTS only. */
  readonly allowUnattested: boolean
  /** Takes synced passkeys too: `takesSyncedPasskeys`. */
  readonly allowBackupEligible?: boolean
}

/**
 * The passkey a laptop comes with is usually synced. Only the demo takes one, and only while nobody has said by
 * ATTESTATION_ROOTS which keys count (ADR 0014). The signer and the offline verifier ask the same question.
 */
export function takesSyncedPasskeys(
  profile: KeySettings['profile'],
  attestationRoots: readonly string[] | null,
): boolean {
  return profile === 'demo' && attestationRoots === null
}

export interface KeySettings {
  readonly profile: 'demo' | 'sandbox' | 'production'
  readonly rpId: string
  readonly origins: readonly string[]
  /** ATTESTATION_ROOTS: PEM files, separated by commas or as PATH is. */
  readonly attestationRoots?: string | undefined
  /** ALLOWED_AAGUIDS: separated by commas or blanks. */
  readonly allowedAaguids?: string | undefined
  /** FIDO_MDS_BLOB: a file. */
  readonly fidoMdsBlob?: string | undefined
}

const AAGUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** Reads the settings about keys once, at start. Throws CONFIGURATION with what to correct. */
export async function readKeyTrust(settings: KeySettings, at: Date = new Date()): Promise<KeyTrust> {
  const roots = await readRoots(settings)
  const metadata = await loadMetadata(settings, at)
  if (settings.profile === 'production' && roots === null && metadata === null) {
    throw refuseSettings('Production demands attestation: set ATTESTATION_ROOTS or FIDO_MDS_BLOB.')
  }
  return {
    rpId: settings.rpId,
    origins: settings.origins,
    attestationRoots: roots,
    rootsByAaguid: metadata?.rootsByAaguid ?? {},
    allowedAaguids: readAaguids(settings.allowedAaguids),
    revokedAaguids: metadata?.revokedAaguids ?? [],
    allowUnattested: settings.profile !== 'production' && roots === null,
    allowBackupEligible: takesSyncedPasskeys(settings.profile, roots),
  }
}

async function readRoots({ profile, attestationRoots }: KeySettings): Promise<string[] | null> {
  const paths = splitList(attestationRoots, [',', delimiter])
  if (paths.length === 0) return null
  const pems: string[] = []
  for (const path of paths) {
    const certificates = (await readSetting('ATTESTATION_ROOTS', path)).match(CERTIFICATE) ?? []
    if (certificates.length === 0) throw refuseSettings(`ATTESTATION_ROOTS: no PEM certificate in ${path}.`)
    for (const pem of certificates) requireAcceptableRoot(pem, path, profile)
    pems.push(...certificates)
  }
  return pems
}

function requireAcceptableRoot(pem: string, path: string, profile: KeySettings['profile']): void {
  const root = parseRoot(pem, path)
  if (profile === 'production' && isTestRoot(root)) {
    throw refuseSettings(`ATTESTATION_ROOTS: ${path} holds a test root; in production it would vouch for any software.`)
  }
}

function parseRoot(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw refuseSettings(`ATTESTATION_ROOTS: a certificate in ${path} cannot be read.`, cause)
  }
}

async function loadMetadata({ fidoMdsBlob }: KeySettings, at: Date): Promise<KeyMetadata | null> {
  if (fidoMdsBlob === undefined || fidoMdsBlob === '') return null
  return readMetadata(await readSetting('FIDO_MDS_BLOB', fidoMdsBlob), { at })
}

function readAaguids(setting: string | undefined): string[] | null {
  const aaguids = splitList(setting, [',', ' ']).map((aaguid) => aaguid.toLowerCase())
  for (const aaguid of aaguids) {
    if (!AAGUID.test(aaguid)) throw refuseSettings(`ALLOWED_AAGUIDS: "${aaguid}" is not a UUID.`)
  }
  return aaguids.length === 0 ? null : aaguids
}

async function readSetting(name: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw refuseSettings(`${name}: ${path} cannot be read.`, cause)
  }
}

function splitList(setting: string | undefined, separators: readonly string[]): string[] {
  let items = [setting ?? '']
  for (const separator of separators) items = items.flatMap((item) => item.split(separator))
  return items.map((item) => item.trim()).filter((item) => item !== '')
}

function refuseSettings(detail: string, cause?: unknown): CountersignError {
  return new CountersignError({ code: 'CONFIGURATION', status: 500, detail, cause })
}
