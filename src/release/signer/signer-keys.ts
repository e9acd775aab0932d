import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose'
import { CountersignError } from '../../domain/errors.ts'
import { formatVerifierKey, noteSigner, type NoteSigner } from '../../log/note.ts'

export interface SignerKeys {
  /** ES256: release tokens. */
  readonly release: KeyObject
  /** RFC 7638 thumbprint of its public half. */
  readonly releaseKeyId: string
  readonly releasePublicJwk: JWK
  /** Ed25519: checkpoints. */
  readonly log: NoteSigner
  /** C2SP verifier key of the log. */
  readonly logVerifierKey: string
}

/**
 * The two keys that nobody else holds, as PKCS #8 PEM files of mode 0600 in a folder of the signer's own. Made on the
 * first start; a folder that others can read is refused, because the keys in it would be worth nothing.
 */
export async function openSignerKeys(folder: string, logOrigin: string): Promise<SignerKeys> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const release = openKey(releaseKeyPath(folder), () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
  const log = openKey(join(folder, 'log-key.pem'), () => generateKeyPairSync('ed25519').privateKey)
  const releasePublicJwk = await exportJWK(createPublicKey(release))
  const releaseKeyId = await calculateJwkThumbprint(releasePublicJwk)
  const signer = noteSigner(logOrigin, log)
  return {
    release,
    releaseKeyId,
    releasePublicJwk: { ...releasePublicJwk, kid: releaseKeyId, alg: 'ES256', use: 'sig' },
    log: signer,
    logVerifierKey: formatVerifierKey(signer),
  }
}

export function releaseKeyPath(folder: string): string {
  return join(folder, 'release-key.pem')
}

function openKey(path: string, generate: () => KeyObject): KeyObject {
  if (!existsSync(path)) {
    // Whole or not at all: a start that is cut off must not leave half a key that is trusted from then on.
    const draft = `${path}.${process.pid}`
    writeFileSync(draft, generate().export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
    chmodSync(draft, 0o600)
    try {
      linkSync(draft, path)
    } catch (error) {
      if (!existsSync(path)) throw error
    } finally {
      rmSync(draft)
    }
  }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new CountersignError({
      code: 'SIGNER_KEY',
      status: 500,
      detail: `${path} can be read by others. Run: chmod 600 ${path}, and replace the key.`,
    })
  }
  return createPrivateKey(readFileSync(path))
}
