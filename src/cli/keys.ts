import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { CountersignError } from '../domain/errors.ts'
import { readSettings } from '../platform/config/settings.ts'
import { logOriginOf, signerFolderOf } from '../process-settings.ts'
import { openSignerKeys, releaseKeyPath } from '../release/signer/signer-keys.ts'

/**
 * `countersign keys`, where the signer runs: the public halves of its two keys, read from its own folder. What an ERP is
 * to trust must not come from the API, which hands out the tokens that it checks.
 */
export function keysCommand(): Command {
  return new Command('keys')
    .description("print the signer's public keys, for ERPs and auditors to keep; run it where the signer runs")
    .action(async () => console.log(JSON.stringify(await publicKeys(process.env), null, 2)))
}

/** As `verifyRelease` takes them: either of `thumbprints` (RFC 7638, SHA-256) and `jwks`. */
async function publicKeys(env: NodeJS.ProcessEnv): Promise<object> {
  const settings = readSettings(env, 'signer')
  const folder = signerFolderOf(settings)
  // Asking must not make a key: it would be another one than the signer's.
  if (!existsSync(releaseKeyPath(folder))) {
    throw new CountersignError({
      code: 'KEYS_MISSING',
      status: 500,
      detail: `There are no keys in ${folder}. Run this where the signer runs, with its DATA_DIR, once it has been started.`,
    })
  }
  const { releaseKeyId, releasePublicJwk, logVerifierKey } = await openSignerKeys(folder, logOriginOf(settings))
  return { thumbprints: [releaseKeyId], jwks: { keys: [releasePublicJwk] }, logKey: logVerifierKey }
}
